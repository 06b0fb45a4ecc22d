package dev.defunct.benchmark;

import static dev.defunct.lab.cli.Command.option;

import dev.defunct.benchmark.RowResults.Figure;
import dev.defunct.lab.cli.Command;
import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.ProcFiles;
import dev.defunct.lab.ps.PathSearch;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/**
 * {@code ./play storm}: many short children by every strategy, and by other libraries and
 * languages.
 *
 * <p>Each row has a process of its own, its worker. All workers start and warm up first. Then in
 * each round each worker runs its children unobserved and as fast as it can, and some more while we
 * watch them. Each round begins with another row, so what disturbs the machine disturbs all alike.
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
    private static final Duration MOST_FOR_ADOPTION = Duration.ofSeconds(10);

    private final long start = System.nanoTime();
    private final Supervisor supervisor = new Supervisor();
    private final Map<StormRow, ChildProcess> workers = new EnumMap<>(StormRow.class);
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
        List<RowResults> table =
                Command.value(options, "only")
                        .map(names -> Arrays.stream(names.split(",", -1)).map(Storm::row))
                        .orElse(Arrays.stream(StormRow.values()))
                        .distinct()
                        .map(RowResults::new)
                        .toList();
        Optional<Path> picture = Command.picture(options);
        Posix.becomeSubreaper(); // or cannot
        out.println(Machine.describe());
        WorkerCommands commands = new WorkerCommands();
        Map<RowResults, List<String>> possible = new LinkedHashMap<>();
        for (RowResults results : table) {
            try {
                possible.put(results, commands.of(results.row));
            } catch (CannotPlay e) {
                results.missing = e.getMessage();
            }
        }
        boolean isFixed = isFull || options.hasOption("rounds");
        int done =
                new Storm(children)
                        .run(possible, rounds, isFixed ? Duration.ofDays(9) : MOST_BY_DEFAULT);
        out.printf(
                "%,d children a row and round, %,d round%s, at most %d alive at once%n%n",
                children, done, done == 1 ? "" : "s", Children.MOST_ALIVE);
        StormTable.print(table, out);
        if (possible.isEmpty()) {
            throw new CannotPlay("no row could be run: see the table");
        }
        picture.ifPresent(file -> Chart.ofStorm(table, file));
        boolean isRight = table.stream().allMatch(results -> results.wrong.isEmpty());
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

    /** Returns how many rounds there were: no more than there is time for. */
    private int run(Map<RowResults, List<String>> commands, int rounds, Duration patience) {
        List<RowResults> order = new ArrayList<>(commands.keySet());
        int done = 0;
        try {
            inTurn(order, "warms up", results -> warmUp(results.row, commands.get(results)));
            Duration warmUp = elapsed();
            Duration average;
            do {
                inTurn(order, "round " + ++done + " of at most " + rounds, this::round);
                average = elapsed().minus(warmUp).dividedBy(done);
                Collections.rotate(order, -order.size() / rounds - 1);
            } while (done < rounds && elapsed().plus(average).compareTo(patience) < 0);
            return done;
        } finally {
            workers.values().forEach(supervisor::end);
            show("");
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void inTurn(List<RowResults> order, String what, Consumer<RowResults> turn) {
        for (RowResults results : order) {
            if (results.wrong.isEmpty()) {
                show(what + ": " + results.row.title);
                try {
                    turn.accept(results);
                } catch (NotAsPromised | CannotPlay e) {
                    results.wrong = e.getMessage();
                }
            }
        }
    }

    /** On a terminal: what is done now, in a line that the next one replaces. */
    private static void show(String progress) {
        if (Boolean.getBoolean("defunct.terminal")) {
            System.err.printf("\r%-70s\r%s", "", progress);
        }
    }

    private void warmUp(StormRow row, List<String> command) {
        workers.put(row, supervisor.start(command));
        supervisor.await(workers.get(row), "ready", MOST_TO_START);
        obey(row, Math.min(2 * children, 1_000), "true", "false");
    }

    private void round(RowResults results) {
        long pid = workers.get(results.row).pid();
        double cpu = Posix.cpuMillis(pid);
        double cpuOfChildren = ProcFiles.cpuMillisOfChildren(pid);
        long begin = System.nanoTime();
        results.add(Figure.STATUSES_LOST, obey(results.row, children, "true", "false"));
        double seconds = (System.nanoTime() - begin) / 1e9;
        cpu = Posix.cpuMillis(pid) - cpu;
        cpuOfChildren = ProcFiles.cpuMillisOfChildren(pid) - cpuOfChildren;
        results.add(Figure.CHILDREN_PER_SECOND, children / seconds);
        results.add(Figure.OWN_CPU_MILLIS_PER_CHILD, cpu / children);
        results.add(Figure.CHILD_CPU_MILLIS, cpuOfChildren / children);
        results.add(
                Figure.MOST_MEMORY_MB,
                ProcFiles.number("/proc/" + pid + "/status", "VmHWM") / 1024.0);
        try (ExitWatcher watcher = new ExitWatcher(pid, results)) {
            int watched = Math.max(16, Math.min(children / 5, 200));
            obey(results.row, watched, "sleep,0.02", "sleep,0.02");
        }
    }

    /**
     * Has a worker start children, and checks that all were started, that all are gone, and that
     * the statuses are right if the row promises them.
     *
     * @param command of each child
     * @param every16th the command of every 16th
     * @return how many statuses were lost
     */
    private long obey(StormRow row, int number, String command, String every16th) {
        long adoptedBefore = supervisor.adopted();
        String first = row == StormRow.DOUBLE_FORK ? path(ForksTwice.SETSID) + "," : "";
        String order = number + " " + first + path(command) + " " + first + path(every16th);
        ChildProcess worker = workers.get(row);
        worker.send(order);
        Duration patience = MOST_TO_ANSWER.plus(MOST_PER_CHILD.multipliedBy(number));
        String tally = supervisor.await(worker, "\\d+ \\d+ \\d+", patience);
        int[] answer = Stream.of(tally.split(" ")).mapToInt(Integer::parseInt).toArray();
        NotAsPromised.unless(answer[0] == number, "started " + answer[0] + " of " + number);
        if (row == StormRow.DOUBLE_FORK) {
            long all = adoptedBefore + number;
            Supervisor.awaitCondition(() -> supervisor.adopted() == all, MOST_FOR_ADOPTION);
            long adopted = supervisor.adopted() - adoptedBefore;
            NotAsPromised.unless(adopted == number, "adopted " + adopted + " of " + number);
        }
        int left = ProcFiles.children(worker.pid()).size();
        NotAsPromised.unless(left == 0, left + " children are left");
        long fail = every16th.equals("false") ? number / Children.EVERY : 0;
        long lost = number - Math.min(answer[1], number - fail) - Math.min(answer[2], fail);
        NotAsPromised.unless(
                !row.keepsStatuses() || lost == 0, lost + " statuses are wrong or lost");
        return lost;
    }

    /** The path of a program, with its arguments behind commas. */
    private static String path(String command) {
        return PathSearch.find(command.replaceFirst(",.*", ""))
                .map(path -> path.resolveSibling(command).toString())
                .orElseThrow(() -> new CannotPlay(command + " is not on PATH"));
    }
}
