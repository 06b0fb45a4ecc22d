package dev.defunct.benchmark;

import static dev.defunct.lab.cli.Command.option;

import dev.defunct.benchmark.Supervisor.NotAsPromised;
import dev.defunct.lab.cli.Command;
import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.ProcFiles;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/**
 * {@code ./play storm}: many short-lived children, started by every strategy, and by other
 * libraries and languages.
 *
 * <p>Each row has a process of its own, its worker. All workers start and warm up first. Then in
 * each round each worker runs its children unobserved and as fast as it can, and some more while we
 * watch them. Each round begins with another row, so that each disturbance of the machine affects
 * all rows alike.
 */
public final class Storm {

    private static final String HELP =
            """
            ./play storm [OPTION]...  runs many children with each strategy, and in other ways

              --full        makes a record: 1,000 children, 12 rounds (half an hour)
              --children N  how many children a row has in a round, 1 to 1,000,000 (default 600)
              --rounds N    how often each row runs, 1 to 100 (default: 5, or as many as fit
                            into two minutes)
              --only ROWS   these rows only, commas between them (default all): wait-each,
                            sig-ign, handler, own-pids, reaper, pidfd, double-fork, wait-for,
                            virtual, on-exit, nu-process, popen-wait, popen-handler,
                            spawn-handler, c-wait-each, c-sig-ign, c-handler
              --svg FILE    also draws the children per second (SVG)
              --help        prints this text

            """
                    + Command.EXIT_STATUS;

    private static final List<Option> OPTIONS =
            List.of(
                    option("full"),
                    option("children", "a whole number from 1 to 1,000,000"),
                    option("rounds", "a whole number from 1 to 100"),
                    option("only", "rows, with commas between them: see --help"),
                    option("svg", "the file to write"));

    private static final Duration MOST_BY_DEFAULT = Duration.ofSeconds(110);
    private static final Duration MOST_TO_START = Duration.ofMinutes(1);
    private static final Duration MOST_TO_ANSWER = Duration.ofSeconds(15);
    private static final Duration MOST_PER_CHILD = Duration.ofMillis(100);

    private final Supervisor supervisor = new Supervisor();
    private final String succeeds = StormRow.installed("true");
    private final String fails = StormRow.installed("false");
    private final String sleeps = StormRow.installed("sleep") + ",0.02";
    private final int children;

    private Storm(int children) {
        this.children = children;
    }

    public static void main(String[] args) {
        Command.main("./play storm", HELP, OPTIONS, args, Storm::run);
    }

    private static int run(CommandLine options, PrintStream out) {
        boolean isFull = options.hasOption("full");
        int children = Command.number(options, "children", isFull ? 1_000 : 600, 1, 1_000_000);
        int rounds = Command.number(options, "rounds", isFull ? 12 : 5, 1, 100);
        boolean isFixed = isFull || options.hasOption("rounds");
        Duration patience = isFixed ? Duration.ofDays(9) : MOST_BY_DEFAULT;
        List<StormRow> rows =
                Command.value(options, "only")
                        .map(names -> Arrays.stream(names.split(",", -1)).map(Storm::row))
                        .orElse(Arrays.stream(StormRow.values()))
                        .distinct()
                        .toList();
        Optional<Path> picture = Command.picture(options);
        Posix.becomeSubreaper(); // or cannot
        out.println(Machine.describe());
        List<RowResults> table = rows.stream().map(RowResults::new).toList();
        List<RowResults> possible = table.stream().filter(RowResults::areShown).toList();
        int done = new Storm(children).run(possible, rounds, patience);
        out.printf(
                "%,d children a row and round, %,d round%s, at most %d alive at once%n%n",
                children, done, done == 1 ? "" : "s", Children.MOST_ALIVE);
        RowResults.print(table, out);
        if (possible.isEmpty()) {
            throw new CannotPlay("no row could be run: see the table");
        }
        picture.ifPresent(file -> Chart.ofStorm(table, file));
        boolean isRight = table.stream().allMatch(results -> results.isRight);
        return isRight ? Command.AS_EXPECTED : Command.NOT_AS_EXPECTED;
    }

    private static StormRow row(String name) {
        List<StormRow> rows = List.of(StormRow.values());
        String unknown = "--only: no row '" + name + "': there are " + rows;
        return rows.stream()
                .filter(row -> row.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new Command.BadUsage(unknown));
    }

    /** Runs the rounds that there is time for, at least one. Returns their number. */
    private int run(List<RowResults> possible, int rounds, Duration patience) {
        List<RowResults> order = new ArrayList<>(possible);
        long deadline = System.nanoTime() + patience.toNanos();
        inTurn(order, "warms up", this::warmUp);
        long begin = System.nanoTime();
        long average;
        int done = 0;
        do {
            inTurn(order, "round " + ++done + " of at most " + rounds, this::round);
            average = (System.nanoTime() - begin) / done;
            Collections.rotate(order, -order.size() / rounds - 1);
        } while (done < rounds && System.nanoTime() + average < deadline);
        return done;
    }

    private static void inTurn(List<RowResults> order, String what, Consumer<RowResults> turn) {
        for (RowResults results : order) {
            if (results.areShown()) {
                show(what + ": " + results.row.title);
                try {
                    turn.accept(results);
                } catch (NotAsPromised | CannotPlay e) {
                    results.reason = "NOT AS PROMISED: " + e.getMessage();
                    results.isRight = false;
                } finally {
                    show("");
                }
            }
        }
    }

    /** Replaces the line that shows the progress, if the output is a terminal. */
    private static void show(String progress) {
        if (Boolean.getBoolean("defunct.terminal")) {
            System.err.printf("\r%-70s\r%s", "", progress);
        }
    }

    private void warmUp(RowResults results) {
        results.worker = supervisor.start(results.command);
        supervisor.await(results.worker, "ready", MOST_TO_START);
        obey(results, Math.min(2 * children, 1_000), succeeds, fails);
    }

    private void round(RowResults results) {
        long pid = results.worker.pid();
        double cpu = Posix.cpuMillis(pid);
        double cpuOfChildren = ProcFiles.cpuMillisOfChildren(pid);
        long begin = System.nanoTime();
        double lost = obey(results, children, succeeds, fails);
        double seconds = (System.nanoTime() - begin) / 1e9;
        results.childrenPerSecond.add(children / seconds);
        results.statusesLost.add(lost);
        results.ownCpuMillis.add((Posix.cpuMillis(pid) - cpu) / children);
        if (results.row.keepsStatuses()) {
            cpuOfChildren = ProcFiles.cpuMillisOfChildren(pid) - cpuOfChildren;
            results.childCpuMillis.add(cpuOfChildren / children);
        }
        results.memoryMb.add(ProcFiles.number("/proc/" + pid + "/status", "VmHWM") / 1024.0);
        try (ExitWatcher watcher = new ExitWatcher(pid, results)) {
            int watched = Math.max(16, Math.min(children / 5, 200));
            obey(results, watched, sleeps, sleeps);
        }
    }

    /**
     * Makes a worker start children, and checks that all were started, that all are gone, and, if
     * the row promises statuses, that these are right.
     *
     * @param command of each child: words with commas between them
     * @param every16th the command of every 16th
     * @return how many statuses were lost
     */
    private long obey(RowResults results, int number, String command, String every16th) {
        StormRow row = results.row;
        ChildProcess worker = results.worker;
        long adoptedBefore = supervisor.adopted.get();
        String first = row.forks();
        worker.send(number + " " + first + command + " " + first + every16th);
        Duration patience = MOST_TO_ANSWER.plus(MOST_PER_CHILD.multipliedBy(number));
        String tally = supervisor.await(worker, "\\d+ \\d+ \\d+", patience);
        int[] answer = Stream.of(tally.split(" ")).mapToInt(Integer::parseInt).toArray();
        check(answer[0] == number, "started " + answer[0] + " of " + number);
        if (row == StormRow.DOUBLE_FORK) {
            long all = adoptedBefore + number;
            Supervisor.awaitCondition(() -> supervisor.adopted.get() == all, patience);
            long adopted = supervisor.adopted.get() - adoptedBefore;
            check(adopted == number, "adopted " + adopted + " of " + number);
        }
        int left = ProcFiles.children(worker.pid()).size();
        check(left == 0, left + " children are left");
        long fail = every16th.equals(fails) ? number / Children.EVERY : 0;
        long lost = number - Math.min(answer[1], number - fail) - Math.min(answer[2], fail);
        boolean isKept = lost == 0 || !row.keepsStatuses();
        check(isKept, lost + " statuses are wrong or lost");
        return lost;
    }

    private static void check(boolean isAsPromised, String complaint) {
        if (!isAsPromised) {
            throw new NotAsPromised(complaint);
        }
    }
}
