package dev.defunct.benchmark;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.PathSearch;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;

/**
 * {@code ./play horde}: what zombies cost, as they grow in number, and how near the wall is.
 *
 * <p>Their parent is a process of its own, the {@link Holder}. It reaps them when it is told to, or
 * when we are gone; and we adopt and reap them when it is gone.
 */
public final class Horde {

    private static final String HELP =
            """
            ./play horde [OPTION]...  grows a horde of zombies in steps, measures, and reaps it

              --zombies N  how many there are to be in the end, 1 to 1,000,000 (default 10,000);
                           never more than half of what is free under the limits of this machine
              --svg FILE   draws what it costs to list them, too (SVG)
              --help       this text

            Exit status: 0 all became zombies and all were reaped, 1 not so, 2 bad usage, 3 this
            machine cannot run it, 130 after Ctrl-C (128 + n after any signal n), 141 when the
            output cannot be written any more.
            """;

    private static final int REPEATS = 5;
    private static final int SPAWNED_AT_ONCE = 100;

    private final Company company;
    private final ProcessTable table = ProcessTable.ofThisMachine();
    private final PrintStream out;
    private final boolean hasPs = PathSearch.find("ps").isPresent();
    private long slabBefore;
    private boolean isRight = true;

    private Horde(Company company, PrintStream out) {
        this.company = company;
        this.out = out;
    }

    public static void main(String[] args) {
        Command.main(args, "horde", HELP, List.of("zombies", "svg"), Horde::run);
    }

    private static boolean run(CommandLine options, PrintStream out) {
        int zombies = Command.number(options, "zombies", 10_000, 1, 1_000_000);
        Optional<Path> picture = Command.picture(options);
        return new Horde(Company.found(), out).run(zombies, picture);
    }

    private boolean run(int asked, Optional<Path> picture) {
        String program =
                PathSearch.find("true")
                        .orElseThrow(() -> new CannotPlay("true is not on PATH"))
                        .toString();
        List<Step> steps = new ArrayList<>();
        out.println(Machine.describe());
        try (Contestant holder = holder(program)) {
            ask(holder, "grow 10", 10); // to warm up
            ask(holder, "reap-any", 10);
            Room room = Room.now();
            int zombies = (int) Math.min(asked, room.tightest().free() / 2);
            if (zombies < asked) {
                out.printf(
                        "%,d zombies and no more: half of the %,d that are free under %s%n",
                        zombies, room.tightest().free(), room.tightest().name());
            }
            if (zombies == 0) {
                throw new CannotPlay("no room for a zombie under " + room.tightest().name());
            }
            out.print("\n" + Step.HEADER);
            warmUp();
            slabBefore = slab();
            for (int size :
                    Stream.of(0, zombies / 8, zombies / 4, zombies / 2, zombies)
                            .distinct()
                            .toList()) {
                Step step = step(holder, size);
                steps.add(step);
                out.println(step);
            }
            out.println("\nThe wall: how near the largest horde came to each limit");
            room.limits().forEach(limit -> out.println("  " + limit.with(zombies)));
        } catch (Contestant.Died e) {
            out.println("not as expected: the zombies' parent died: " + e.getMessage());
            return false;
        }
        out.println();
        out.println(meaning(steps.get(steps.size() - 1)));
        picture.ifPresent(file -> Chart.ofHorde(steps, file));
        return isRight;
    }

    private Contestant holder(String program) {
        try {
            return new Contestant(company, Spawn.javaCommand(Holder.class, program));
        } catch (Contestant.Died e) {
            throw new CannotPlay("the zombies' parent cannot be started: " + e.getMessage());
        }
    }

    private void warmUp() {
        for (int i = 0; i < 10 * REPEATS; i++) {
            table.all();
            ProcessHandle.allProcesses().count();
        }
    }

    private Step step(Contestant holder, int size) throws Contestant.Died {
        double spawn = grow(holder, size);
        double each = size == 0 ? Double.NaN : (slab() - slabBefore) / (double) size;
        expect(size, zombiesOf(holder.pid()), "zombies in the process table");
        double ps = hasPs ? ps(size) : Double.NaN;
        double own = median(table::all);
        double handles = median(() -> ProcessHandle.allProcesses().count());
        double reapAny = reap(holder, "reap-any", size);
        grow(holder, size);
        double reapEach = reap(holder, "reap-each", size);
        expect(0, zombiesOf(holder.pid()), "zombies in the process table when all were reaped");
        return new Step(size, each, spawn, ps, own, handles, reapAny, reapEach);
    }

    /** Milliseconds that it takes; once, untimed, for what it shows, others' zombies among it. */
    private double ps(int size) {
        List<String> ps = List.of("ps", "-ef");
        int shown = company.run(ps).split("<defunct>", -1).length - 1;
        expect(size, Math.min(size, shown), "zombies in ps -ef");
        return median(() -> company.run(ps));
    }

    /**
     * Grows a horde from nothing.
     *
     * @return milliseconds for one of the last hundred
     */
    private double grow(Contestant holder, int size) throws Contestant.Died {
        int last = Math.min(size, SPAWNED_AT_ONCE);
        long[] first = ask(holder, "grow " + (size - last), size);
        long[] then = ask(holder, "grow " + last, last);
        expect(size, first[0] + then[0], "children started");
        return last == 0 ? Double.NaN : then[1] / 1e6 / last;
    }

    /** Reaps them all: microseconds for each. */
    private double reap(Contestant holder, String how, int size) throws Contestant.Died {
        long[] reaped = ask(holder, how, size);
        expect(size, reaped[0], "children reaped");
        return size == 0 ? Double.NaN : reaped[1] / 1e3 / size;
    }

    /** Of its answer the two numbers: how many, and in how many nanoseconds. */
    private static long[] ask(Contestant holder, String order, int size) throws Contestant.Died {
        String answer = holder.ask(order, "\\d+ \\d+", size);
        return Stream.of(answer.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    private void expect(long wanted, long found, String what) {
        if (wanted != found) {
            isRight = false;
            out.printf("not as expected: %,d %s instead of %,d%n", found, what, wanted);
        }
    }

    private long zombiesOf(long parent) {
        return table.all().stream()
                .filter(ProcessEntry::isZombie)
                .filter(entry -> entry.parent() == parent)
                .count();
    }

    private static double median(Runnable work) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < REPEATS; i++) {
            long start = System.nanoTime();
            work.run();
            millis.add((System.nanoTime() - start) / 1e6);
        }
        return Spread.of(millis).median();
    }

    /** KB of memory that the kernel has for its own objects (proc(5)). */
    private static long slab() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("Slab:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new CannotPlay("/proc/meminfo cannot be read: " + e.getMessage());
        }
    }

    private static String meaning(Step most) {
        return String.format(
                "%,d zombies hold %.0f MB of kernel memory and no CPU; to list all processes takes"
                        + " our ProcessTable %.0f ms%s; to reap them takes %.0f ms.",
                most.zombies(),
                Math.max(0, most.zombies() * most.slab() / 1024),
                most.table(),
                Double.isNaN(most.ps())
                        ? ""
                        : String.format(", %.2f of what ps -ef takes", most.table() / most.ps()),
                most.zombies() * most.reapAny() / 1e3);
    }
}
