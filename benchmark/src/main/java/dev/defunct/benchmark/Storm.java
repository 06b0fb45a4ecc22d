package dev.defunct.benchmark;

import dev.defunct.benchmark.Measured.Round;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.ps.PathSearch;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.commons.cli.CommandLine;

/**
 * {@code ./play storm}: many short children by every strategy, and by its peers.
 *
 * <p>Each row of each round is a process of its own: it starts, warms up, runs the children
 * unobserved and as fast as it can, runs some more while we watch them, and ends. The rounds go
 * through all rows, each beginning with another one, so that a noisy machine hurts all alike.
 */
public final class Storm {

    private static final String HELP =
            """
            ./play storm [OPTION]...  runs many short children by every strategy and its peers

              --children N  how many children a row has in a round, 1 to 1,000,000 (default 5,000:
                            with all rows and five rounds some forty minutes on two processors)
              --rounds N    how often all rows have their turn, 1 to 100 (default 5)
              --only ROWS   these rows only, commas between them (default all): wait-each,
                            sig-ign, handler, own-pids, reaper, double-fork, wait-for, on-exit,
                            nu-process, popen-wait, popen-handler, spawn-handler, c-wait-each,
                            c-sig-ign, c-handler
              --svg FILE    draws the children per second, too (SVG)
              --help        this text

            Exit status: 0 every row kept what it promises, 1 one did not, 2 bad usage, 3 this
            machine cannot run it, 130 after Ctrl-C (128 + n after any signal n), 141 when the
            output cannot be written any more.
            """;

    private static final int MOST_WARM_UP = 500;
    private static final int MOST_WATCHED = 300;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Company company;
    private final int children;
    private final Order storm;
    private final Order sleepers;
    private final List<Measured> table;

    private Storm(Company company, int children, List<Row> rows) {
        this.company = company;
        this.children = children;
        this.storm = new Order(children, path("true"), path("false"));
        List<String> sleep = List.of(path("sleep").get(0), "0.02");
        this.sleepers = new Order(Math.min(children, MOST_WATCHED), sleep, sleep);
        this.table = rows.stream().map(Measured::new).toList();
    }

    public static void main(String[] args) {
        Command.main(args, "storm", HELP, List.of("children", "rounds", "only", "svg"), Storm::run);
    }

    private static boolean run(CommandLine options, PrintStream out) {
        int children = Command.number(options, "children", 5_000, 1, 1_000_000);
        int rounds = Command.number(options, "rounds", 5, 1, 100);
        List<Row> rows = rows(Command.only(options, "only"));
        Optional<Path> picture = Command.picture(options);
        Company company = Company.found();
        Storm storm = new Storm(company, children, rows);
        out.println(Machine.describe());
        out.printf(
                "%,d children a row and round, %,d round%s, at most %d alive at once%n%n",
                children, rounds, rounds == 1 ? "" : "s", Children.MOST_ALIVE);
        try (ProgressBar bar = progress(rows.size() * rounds)) {
            storm.run(rounds, new Peers(company), bar, out);
        }
        StormTable shown = new StormTable(storm.table);
        shown.print(out);
        if (storm.table.stream().noneMatch(row -> row.hasRounds() || !row.wrong().isEmpty())) {
            throw new CannotPlay("no row could be run: see the table");
        }
        picture.ifPresent(file -> Chart.ofStorm(storm.table, file));
        return storm.table.stream().allMatch(row -> row.wrong().isEmpty());
    }

    private static List<Row> rows(Optional<String> only) {
        if (only.isEmpty()) {
            return List.of(Row.values());
        }
        return Arrays.stream(only.get().split(",", -1)).map(Storm::row).distinct().toList();
    }

    private static Row row(String name) {
        return Arrays.stream(Row.values())
                .filter(row -> row.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new Command.BadUsage(
                                        "--only: no row '"
                                                + name
                                                + "': there are "
                                                + Arrays.asList(Row.values())));
    }

    /**
     * On a terminal; else it is silent. With its width given: to ask for that, the library would
     * take charge of the terminal, and of SIGINT.
     */
    private static ProgressBar progress(int steps) {
        ProgressBarBuilder builder =
                new ProgressBarBuilder()
                        .setInitialMax(steps)
                        .setStyle(ProgressBarStyle.ASCII)
                        .clearDisplayOnFinish();
        return Boolean.getBoolean("defunct.terminal")
                ? builder.setConsumer(new ConsoleProgressBarConsumer(System.err, 80)).build()
                : builder.setConsumer(new DelegatingProgressBarConsumer(bar -> {}, 80)).build();
    }

    private void run(int rounds, Peers peers, ProgressBar bar, PrintStream out) {
        Map<Row, List<String>> commands = new EnumMap<>(Row.class);
        for (Measured measured : table) {
            try {
                commands.put(measured.row(), peers.command(measured.row()));
            } catch (Peers.Missing e) {
                measured.isMissing(e.getMessage());
            }
        }
        List<Measured> order = new ArrayList<>(table);
        for (int i = 0; i < rounds && !out.checkError(); i++) {
            for (Measured measured : order) {
                bar.setExtraMessage(measured.row().title());
                if (commands.containsKey(measured.row()) && measured.wrong().isEmpty()) {
                    try {
                        measured.add(round(measured.row(), commands.get(measured.row())));
                    } catch (Contestant.Died | NotAsPromised | CannotPlay e) {
                        measured.isWrong(e.getMessage());
                    }
                }
                bar.step();
            }
            Collections.rotate(order, -order.size() / rounds - 1);
        }
    }

    /** A row did not do what it was there for. */
    private static final class NotAsPromised extends Exception {
        NotAsPromised(String message) {
            super(message);
        }
    }

    private Round round(Row row, List<String> command) throws Contestant.Died, NotAsPromised {
        try (Contestant contestant = new Contestant(company, command)) {
            check(row, contestant, storm.but(Math.min(children, MOST_WARM_UP)));

            Contestant.Cpu before = contestant.cpu();
            long start = System.nanoTime();
            int lost = check(row, contestant, storm);
            double seconds = (System.nanoTime() - start) / 1e9;
            Contestant.Cpu cpu = contestant.cpu().minus(before);
            double memory = contestant.memory();

            Watcher watcher = new Watcher(contestant.pid());
            Thread watching = new Thread(watcher, "watcher");
            watching.start();
            try {
                check(row, contestant, sleepers);
            } finally {
                watcher.stop();
                join(watching);
            }
            List<Double> millis = row == Row.DOUBLE_FORK ? List.of() : watcher.millis();
            return new Round(
                    children,
                    children / seconds,
                    cpu,
                    lost,
                    memory,
                    millis,
                    row == Row.DOUBLE_FORK ? 0 : watcher.mostZombies(),
                    watcher.mostThreads());
        }
    }

    /**
     * Has it run these: all were started, all are gone, and their statuses are right, where the row
     * promises them.
     *
     * @return how many statuses nobody got
     */
    private int check(Row row, Contestant contestant, Order order)
            throws Contestant.Died, NotAsPromised {
        long adopted = company.adopted();
        int[] tally = contestant.run(order);
        if (tally[0] != order.number()) {
            throw new NotAsPromised("started " + tally[0] + " of " + order.number());
        }
        if (row == Row.DOUBLE_FORK) {
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (company.adopted() - adopted < order.number() && System.nanoTime() < deadline) {
                Company.nap();
            }
            if (company.adopted() - adopted != order.number()) {
                throw new NotAsPromised(
                        "adopted " + (company.adopted() - adopted) + " of " + order.number());
            }
        }
        int left = Contestant.childrenOf(contestant.pid()).size();
        if (left > 0) {
            throw new NotAsPromised(left + " children are left");
        }
        int ones = order.plain().equals(order.other()) ? 0 : order.number() / Children.EVERY;
        int right = Math.min(tally[1], order.number() - ones) + Math.min(tally[2], ones);
        if (row.keepsStatuses() && right != order.number()) {
            throw new NotAsPromised(order.number() - right + " statuses are wrong or lost");
        }
        return order.number() - right;
    }

    private static List<String> path(String program) {
        return List.of(
                PathSearch.find(program)
                        .orElseThrow(() -> new CannotPlay(program + " is not on PATH"))
                        .toString());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the director", e);
        }
    }
}
