package dev.defunct.benchmark;

import static dev.defunct.benchmark.Spread.cell;
import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.cli.Command;
import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.PathSearch;
import dev.defunct.lab.ps.ProcFiles;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jnr.posix.POSIX;
import org.apache.commons.cli.CommandLine;

/** The parent of the horde: starts children, lets them exit, measures, and reaps them. */
final class HordeParent {

    static final String HEADER =
            """
                      memory  spawn, ms each       ps -ef, ms           ProcessTable, ms     ProcessHandle, ms    waitpid(-1), us      waitpid(pid), us
            zombies  KB each  median (range)       median (range)       median (range)       median (range)       median (range)       median (range)
            """;

    /** How often each thing is measured, for its spread. */
    private static final int REPEATS = 5;

    private static final int MOST_SPAWNED_AT_ONCE = 20;

    private final POSIX posix = Posix.get();
    private final int[] status = new int[1];
    private final Deque<Integer> zombies = new ArrayDeque<>();
    private final Map<String, Map<Integer, Spread>> millisToList = new LinkedHashMap<>();
    private final ProcessTable table = ProcessTable.ofThisMachine();
    private final boolean hasPs = PathSearch.find("ps").isPresent();
    private final Lifeline lifeline;
    private final Spawn.Template child;
    private final PrintStream out;
    private boolean isRight = true;

    private HordeParent(Lifeline lifeline, PrintStream out) {
        this.lifeline = lifeline;
        this.out = out;
        this.child =
                PathSearch.find("true")
                        .map(program -> new Spawn.Template(List.of(program.toString())))
                        .orElseThrow(() -> new CannotPlay("true is not on PATH"));
    }

    /** Its arguments are the options of {@link Horde}. */
    public static void main(String[] args) throws ClassNotFoundException {
        Lifeline lifeline = new Lifeline();
        CommandLine options = Command.parseOptions(args, Horde.OPTIONS);
        Command.main("./play horde", out -> new HordeParent(lifeline, out).run(options));
    }

    private int run(CommandLine options) {
        out.println(Machine.describe());
        grow(100); // to warm up
        reapEach(50);
        reapAny(50);
        zombies.clear();
        IntStream.range(0, 50).forEach(i -> table.all());
        IntStream.range(0, 50).forEach(i -> ProcessHandle.allProcesses().count());

        ProcessLimits limits = new ProcessLimits();
        long free = limits.free(limits.tightest());
        int asked = Horde.zombies(options);
        int most = (int) Math.min(asked, free / 2);
        if (most == 0) {
            throw new CannotPlay("no room for a zombie under " + limits.tightest());
        }
        if (most < asked) {
            out.printf(
                    "%,d zombies and no more: half of the %,d that are free under %s%n",
                    most, free, limits.tightest());
        }
        out.print("\n" + HEADER);
        long memory = kernelMemory();
        IntStream.of(0, most / 8, most / 4, most / 2, most)
                .distinct()
                .forEach(size -> out.println(measure(size, memory)));
        out.println("\nHow near the largest horde came to each limit");
        limits.all.forEach(
                (name, limit) ->
                        out.printf(
                                "  %s %,d: %,d in use, %,d with the horde%n",
                                name, limit.most(), limit.used(), limit.used() + most));
        Command.picture(options).ifPresent(file -> Chart.ofHorde(millisToList, file));
        return isRight ? Command.AS_EXPECTED : Command.NOT_AS_EXPECTED;
    }

    /** A line of the table. */
    private String measure(int size, long memoryBefore) {
        int last = Math.min(size / REPEATS, MOST_SPAWNED_AT_ONCE) * REPEATS;
        grow(size - last);
        Spread spawn = inParts(last, 1e6, this::grow);
        double memory = size == 0 ? Double.NaN : (kernelMemory() - memoryBefore) / (double) size;
        expect(
                size,
                children().filter(ProcessEntry::isZombie).count(),
                "zombies in the process table");
        if (hasPs) {
            long shown = ps().stream().filter(line -> line.endsWith("<defunct>")).count();
            expect(size, Math.min(size, shown), "zombies in ps -ef"); // which shows others, too
        }
        Spread ps = hasPs ? list("ps -ef", size, HordeParent::ps) : Spread.NONE;
        Spread handles = list("ProcessHandle", size, () -> ProcessHandle.allProcesses().count());
        Spread own = list("our ProcessTable", size, table::all);
        Spread each = inParts(size / 2, 1e3, this::reapEach);
        Spread any = inParts(size - size / 2, 1e3, this::reapAny);
        zombies.clear();
        expect(
                0,
                children().filter(ProcessEntry::isZombie).count(),
                "zombies in the process table when all were reaped");
        return String.format("%,7d ", size)
                + cell("%8.1f  ", memory)
                + spawn.cell(6, 2, 14)
                + ps.cell(6, 1, 14)
                + own.cell(6, 1, 14)
                + handles.cell(6, 1, 14)
                + any.cell(6, 1, 14)
                + each.cell(6, 1, 14).stripTrailing();
    }

    private void expect(long wanted, long found, String what) {
        if (wanted != found) {
            isRight = false;
            out.printf("not as expected: %,d %s instead of %,d%n", found, what, wanted);
        }
    }

    private Stream<ProcessEntry> children() {
        long self = ProcessHandle.current().pid();
        return table.all().stream().filter(entry -> entry.parent() == self);
    }

    /** KB of memory that the kernel has for its own objects (proc(5)). */
    private static long kernelMemory() {
        return ProcFiles.number("/proc/meminfo", "Slab");
    }

    private static List<String> ps() {
        return ChildProcess.run("ps", "-ef");
    }

    /** Milliseconds that a way to list all processes takes. */
    private Spread list(String way, int size, Runnable list) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < REPEATS; i++) {
            long start = System.nanoTime();
            list.run();
            millis.add((System.nanoTime() - start) / 1e6);
        }
        Spread spread = Spread.of(millis);
        millisToList.computeIfAbsent(way, none -> new TreeMap<>()).put(size, spread);
        return spread;
    }

    /** Does something to so many children, in parts: the time for each child. */
    private static Spread inParts(int children, double nanosPerUnit, IntToLongFunction action) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < REPEATS; i++) {
            int part = children * (i + 1) / REPEATS - children * i / REPEATS;
            if (part > 0) {
                times.add(action.applyAsLong(part) / nanosPerUnit / part);
            }
        }
        return Spread.of(times);
    }

    /** Starts so many, in so many nanoseconds. Returns when all have exited. */
    private long grow(int number) {
        long nanos =
                repeat(
                        number,
                        () -> {
                            zombies.add(lifeline.whileHeld(child::start));
                            return zombies.getLast();
                        });
        while (children().anyMatch(entry -> !entry.isZombie())) {
            LockSupport.parkNanos(1_000_000);
        }
        return nanos;
    }

    private long reapAny(int number) {
        return repeat(number, () -> posix.waitpid(-1, status, WNOHANG.intValue()));
    }

    private long reapEach(int number) {
        return repeat(number, () -> posix.waitpid(zombies.remove(), status, WNOHANG.intValue()));
    }

    /** Does so many times what returns a pid, unless it fails: in how many nanoseconds. */
    private long repeat(int number, IntSupplier action) {
        int done = 0;
        long start = System.nanoTime();
        try {
            while (done < number && action.getAsInt() > 0) {
                done++;
            }
        } catch (Spawn.Failed atTheLimit) {
            // too few, which is found out below
        }
        long nanos = System.nanoTime() - start;
        expect(number, done, "children started or reaped");
        return nanos;
    }
}
