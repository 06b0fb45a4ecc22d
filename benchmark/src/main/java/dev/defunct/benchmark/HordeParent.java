package dev.defunct.benchmark;

import static java.util.Comparator.comparing;
import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.benchmark.Machine.ProcessLimit;
import dev.defunct.lab.cli.Command;
import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.ProcFiles;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The parent of the horde: starts children, lets them exit, measures, and reaps them. */
final class HordeParent {

    static final String HEADER =
            """
                      memory  spawn, ms each       ps -ef, ms           ProcessTable, ms     ProcessHandle, ms    waitpid(pid), us     waitpid(-1), us
            zombies  KB each  median (5-95 %)      median (5-95 %)      median (5-95 %)      median (5-95 %)      median (5-95 %)      median (5-95 %)
            """;

    private static final int REPEATS = 5;
    private static final int MEASURED_STARTS = 100;

    private final ProcessTable table = ProcessTable.ofThisMachine();
    private final Spawn.Template child = new Spawn.Template(List.of("true"));
    private final Deque<Integer> pids = new ArrayDeque<>();
    private final int[] status = new int[1];
    private final Map<String, Map<Integer, Double>> millisToList = new LinkedHashMap<>();
    private final Lifeline lifeline = new Lifeline();
    private final PrintStream out;
    private boolean isRight = true;

    private HordeParent(PrintStream out) {
        this.out = out;
    }

    /** Takes the number of zombies to make, and the file for the picture, or "". */
    public static void main(String[] args) {
        int zombies = Integer.parseInt(args[0]);
        Command.main("./play horde", out -> new HordeParent(out).run(zombies, args[1]));
    }

    private int run(int asked, String picture) {
        out.println(Machine.describe());
        measure(100, kernelMemory()); // to warm up
        millisToList.clear();
        List<ProcessLimit> limits = Machine.processLimits();
        ProcessLimit tightest = Collections.min(limits, comparing(ProcessLimit::free));
        int most = (int) Math.min(asked, tightest.free() / 2);
        if (most == 0) {
            throw new CannotPlay("no room for a zombie under " + tightest.name());
        }
        if (most < asked) {
            out.printf(
                    "%,d zombies and no more: half of the %,d that are free under %s%n",
                    most, tightest.free(), tightest.name());
        }
        out.print("\n" + HEADER);
        long memory = kernelMemory();
        IntStream.of(0, most / 8, most / 4, most / 2, most)
                .distinct()
                .forEach(size -> out.println(measure(size, memory)));
        out.println("\nHow near the largest horde came to each limit");
        for (ProcessLimit limit : limits) {
            out.printf(
                    "  %s %,d: %,d in use, %,d with the horde%n",
                    limit.name(), limit.most(), limit.used(), limit.used() + most);
        }
        if (!picture.isEmpty()) {
            Chart.ofHorde(millisToList, Path.of(picture));
        }
        return isRight ? Command.AS_EXPECTED : Command.NOT_AS_EXPECTED;
    }

    /** Makes this many zombies, and reaps them. Returns a line of the table. */
    private String measure(int size, long memoryBefore) {
        IntStream.range(MEASURED_STARTS, size).forEach(i -> start());
        Spread start = times(Math.min(size, MEASURED_STARTS), 1e6, this::start);
        while (children().anyMatch(entry -> !entry.isZombie())) {
            LockSupport.parkNanos(1_000_000);
        }
        double grown = size == 0 ? Double.NaN : kernelMemory() - memoryBefore;
        expect(size, "zombies in the process table", children().count());
        List<String> ps = ChildProcess.run("ps", "-ef");
        long shown = ps.stream().filter(line -> line.endsWith("<defunct>")).count();
        expect(size, "zombies in ps -ef", Math.min(size, shown)); // ps shows others, too
        String lists =
                list("ps -ef", size, () -> ChildProcess.run("ps", "-ef"))
                        + list("our ProcessTable", size, table::all)
                        + list("ProcessHandle", size, () -> ProcessHandle.allProcesses().count());
        Spread reapByPid = times(size / 2, 1e3, () -> reap(pids.remove()));
        Spread reapAny = times(size - size / 2, 1e3, () -> reap(-1));
        pids.clear();
        expect(0, "children when all were reaped", children().count());
        return String.format("%,7d ", size)
                + Spread.cell(8, 1, grown / size)
                + "  "
                + start.cell(6, 2, 14)
                + lists
                + reapByPid.cell(6, 1, 14)
                + reapAny.cell(6, 1, 14).stripTrailing();
    }

    /** Measures how long an action takes, this many times. */
    private static Spread times(int number, double nanosPerUnit, Runnable action) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            long begin = System.nanoTime();
            action.run();
            times.add((System.nanoTime() - begin) / nanosPerUnit);
        }
        return Spread.of(times, 0.05);
    }

    /** Measures how long a way to list all processes takes. Returns a cell of the table. */
    private String list(String way, int size, Runnable list) {
        Spread millis = times(REPEATS, 1e6, list);
        millisToList.computeIfAbsent(way, none -> new TreeMap<>()).put(size, millis.median());
        return millis.cell(6, 1, 14);
    }

    private void start() {
        pids.add(lifeline.whileHeld(child::start));
    }

    private void reap(int pid) {
        Posix.get().waitpid(pid, status, WNOHANG.intValue());
    }

    private Stream<ProcessEntry> children() {
        long self = ProcessHandle.current().pid();
        return table.all().stream().filter(entry -> entry.parent() == self);
    }

    /** The memory that the kernel uses for its own objects, in KB (proc(5)). */
    private static long kernelMemory() {
        return ProcFiles.number("/proc/meminfo", "Slab");
    }

    private void expect(long wanted, String what, long found) {
        if (wanted != found) {
            isRight = false;
            out.printf("not as expected: %,d %s instead of %,d%n", found, what, wanted);
        }
    }
}
