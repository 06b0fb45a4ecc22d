package dev.defunct.benchmark;

import static dev.defunct.lab.cli.Command.option;

import dev.defunct.benchmark.RowResults.Figure;
import dev.defunct.lab.cli.Command;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.ps.PathSearch;
import dev.defunct.lab.ps.ProcFiles;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            ./play storm [OPTION]...  runs many short children by every strategy, and by others

              --full        makes a record: 1,000 children, 12 rounds (half an hour)
              --children N  how many children a row has in a round, 1 to 1,000,000 (default 120)
              --rounds N    how often all rows have their turn, 1 to 100 (default: 5, or as many
                            as end within two minutes)
              --only ROWS   these rows only, commas between them (default all): wait-each,
                            sig-ign, handler, own-pids, reaper, pidfd, double-fork, wait-for,
                            virtual, on-exit, nu-process, popen-wait, popen-handler,
                            spawn-handler, c-wait-each, c-sig-ign, c-handler
              --svg FILE    draws the children per second, too (SVG)
              --help        this text

            Exit status: 0 every row kept what it promises, 1 one did not, 2 bad usage, 3 this
            machine cannot run it, 130 after Ctrl-C (128 + n after any signal n), 141 when the
            output cannot be written any more.
            """;

    private static final List<Option> OPTIONS =
            List.of(
                    option("full"),
                    option("children", "a whole number from 1 to 1,000,000"),
                    option("rounds", "a whole number from 1 to 100"),
                    option("only", "rows, with commas between them: see --help"),
                    option("svg", "the file to write"));

    private static final Duration MOST_BY_DEFAULT = Duration.ofSeconds(110);
    private static final Duration MOST_FOR_ADOPTION = Duration.ofSeconds(10);

    private final long start = System.nanoTime();
    private final Map<StormRow, Worker> workers = new EnumMap<>(StormRow.class);
    private final int children;
    private final Supervisor supervisor = new Supervisor();

    private Storm(int children) {
        this.children = children;
    }

    public static void main(String[] args) {
        Command.main("./play storm", out -> run(Command.parseOptions(args, OPTIONS), out));
    }

    private static int run(CommandLine options, PrintStream out) {
        if (options.hasOption("help")) {
            out.print(HELP);
            return Command.AS_EXPECTED;
        }
        boolean isFull = options.hasOption("full");
        int children = Command.number(options, "children", isFull ? 1_000 : 120, 1, 1_000_000);
        int rounds = Command.number(options, "rounds", isFull ? 12 : 5, 1, 100);
        List<StormRow> rows = rows(Command.value(options, "only"));
        Optional<Path> picture = Command.picture(options);
        Machine.check();
        out.println(Machine.describe());
        WorkerCommands commands = new WorkerCommands();
        List<RowResults> table = rows.stream().map(RowResults::new).toList();
        Map<StormRow, List<String>> possible = new EnumMap<>(StormRow.class);
        for (RowResults results : table) {
            try {
                possible.put(results.row, commands.of(results.row));
            } catch (CannotPlay e) {
                results.missing = e.getMessage();
            }
        }
        boolean isFixed = isFull || options.hasOption("rounds");
        int done = new Storm(children).run(table, possible, rounds, isFixed, out);
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

    private static List<StormRow> rows(Optional<String> only) {
        return only.map(names -> Arrays.stream(names.split(",", -1)).map(Storm::row).distinct())
                .orElse(Arrays.stream(StormRow.values()))
                .toList();
    }

    private static StormRow row(String name) {
        List<StormRow> rows = Arrays.asList(StormRow.values());
        return rows.stream()
                .filter(row -> row.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new Command.BadUsage(
                                        "--only: no row '" + name + "': there are " + rows));
    }

    /** What a row does in its turn. */
    private interface Turn {
        void take(RowResults results) throws NotAsPromised;
    }

    /**
     * Returns how many rounds there were: without a fixed number no more than there is time for.
     */
    private int run(
            List<RowResults> table,
            Map<StormRow, List<String>> commands,
            int rounds,
            boolean isFixed,
            PrintStream out) {
        List<RowResults> order = new ArrayList<>(table);
        order.removeIf(results -> !commands.containsKey(results.row));
        int done = 0;
        try {
            eachInTurn(order, "warms up", results -> warmUp(results.row, commands));
            Duration warmUp = elapsed();
            boolean isTime = true;
            while (done < rounds && isTime && !out.checkError()) {
                eachInTurn(order, "round " + ++done + " of at most " + rounds, this::round);
                Collections.rotate(order, -order.size() / rounds - 1);
                Duration average = elapsed().minus(warmUp).dividedBy(done);
                isTime = isFixed || elapsed().plus(average).compareTo(MOST_BY_DEFAULT) < 0;
            }
            return done;
        } finally {
            workers.values().forEach(Worker::close);
            show("");
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void eachInTurn(List<RowResults> order, String what, Turn turn) {
        for (RowResults results : order) {
            if (results.wrong.isEmpty()) {
                show(what + ": " + results.row.title);
                try {
                    turn.take(results);
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

    private void warmUp(StormRow row, Map<StormRow, List<String>> commands) throws NotAsPromised {
        workers.put(row, new Worker(supervisor, commands.get(row)));
        obey(row, Math.min(2 * children, 1_000), "true", "false");
    }

    private void round(RowResults results) throws NotAsPromised {
        Worker worker = workers.get(results.row);
        double cpu = worker.cpuMillis();
        double cpuOfChildren = worker.cpuMillisOfChildren();
        long begin = System.nanoTime();
        long lost = obey(results.row, children, "true", "false");
        double seconds = (System.nanoTime() - begin) / 1e9;
        results.add(Figure.CHILDREN_PER_SECOND, children / seconds);
        results.add(Figure.OWN_CPU_MILLIS, (worker.cpuMillis() - cpu) / children);
        if (results.row.keepsStatuses()) {
            double ofChildren = worker.cpuMillisOfChildren() - cpuOfChildren;
            results.add(Figure.CHILD_CPU_MILLIS, ofChildren / children);
        }
        results.add(Figure.STATUSES_LOST, lost);
        results.add(Figure.MEMORY_MB, worker.memory());
        try (ExitWatcher watcher = new ExitWatcher(worker.pid(), results)) {
            obey(
                    results.row,
                    Math.max(16, Math.min(children / 5, 200)),
                    "sleep,0.02",
                    "sleep,0.02");
        }
    }

    /**
     * Has a worker start children, and checks that all were started, that all are gone, and that
     * the statuses are right where the row promises them.
     *
     * @param command of each child
     * @param every16th the command of every 16th
     * @return how many statuses nobody got
     */
    private long obey(StormRow row, int number, String command, String every16th)
            throws NotAsPromised {
        long adoptedBefore = supervisor.adopted();
        String order = number + " " + path(command) + " " + path(every16th);
        long[] answer = workers.get(row).obey(order, number);
        if (answer[0] != number) {
            throw new NotAsPromised("started " + answer[0] + " of " + number);
        }
        if (row == StormRow.DOUBLE_FORK) {
            long deadline = System.nanoTime() + MOST_FOR_ADOPTION.toNanos();
            while (supervisor.adopted() - adoptedBefore < number && System.nanoTime() < deadline) {
                Supervisor.nap(1);
            }
            long adopted = supervisor.adopted() - adoptedBefore;
            if (adopted != number) {
                throw new NotAsPromised("adopted " + adopted + " of " + number);
            }
        }
        int left = ProcFiles.children(workers.get(row).pid()).size();
        if (left > 0) {
            throw new NotAsPromised(left + " children are left");
        }
        long fail = every16th.equals("false") ? number / Children.EVERY : 0;
        long lost = number - Math.min(answer[1], number - fail) - Math.min(answer[2], fail);
        if (row.keepsStatuses() && lost > 0) {
            throw new NotAsPromised(lost + " statuses are wrong or lost");
        }
        return lost;
    }

    private static String path(String program) {
        return PathSearch.find(program.split(",")[0])
                .map(path -> path.resolveSibling(program).toString())
                .orElseThrow(() -> new CannotPlay(program + " is not on PATH"));
    }
}
