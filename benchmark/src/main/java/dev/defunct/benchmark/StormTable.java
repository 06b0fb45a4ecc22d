package dev.defunct.benchmark;

import static dev.defunct.benchmark.Spread.cell;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The storm's table, and what it means. */
final class StormTable {

    static final String HEADER =
            """
                                         children per second    ratio  CPU per child, ms  zombies  exit to reaped, ms  threads  memory  statuses
            strategy                     median  (of rounds)     to C     own   child's  at most   median       p99   at most      MB      lost
            """;

    private final List<Measured> table;

    StormTable(List<Measured> table) {
        this.table = table;
    }

    void print(PrintStream out) {
        out.print(HEADER);
        table.forEach(row -> out.println(line(row)));
        out.println();
        meaning().forEach(out::println);
        table.stream()
                .filter(row -> !row.wrong().isEmpty())
                .forEach(row -> out.println("not as promised: " + row.row().title()));
    }

    private String line(Measured row) {
        String title = String.format("%-28s ", row.row().title());
        if (!row.missing().isEmpty()) {
            return title + row.missing();
        }
        if (!row.wrong().isEmpty()) {
            return title + "NOT AS PROMISED: " + row.wrong();
        }
        Spread rate = row.rate();
        boolean isWatched = row.row() != Row.DOUBLE_FORK;
        return title
                + String.format("%6.0f %-13s ", rate.median(), range(rate))
                + cell("%6.2f", ratioToC(row).median())
                + cell("%8.3f", row.cpuOwn())
                + cell("%10.3f", row.cpuOfChild())
                + cell("%9.0f", isWatched ? row.zombies() : Double.NaN)
                + cell("%9.2f", row.millis(0.5))
                + cell("%10.2f", row.millis(0.99))
                + cell("%9.0f", row.threads())
                + cell("%8.0f", row.memory())
                + cell("%10.0f", row.lost());
    }

    private static String range(Spread rate) {
        return String.format("(%.0f-%.0f)", rate.low(), rate.high());
    }

    private Spread ratioToC(Measured row) {
        return find(row.row().inC()).map(row::ratioTo).orElse(Spread.NONE);
    }

    private Optional<Measured> find(Row row) {
        return table.stream()
                .filter(measured -> measured.row() == row && measured.hasRounds())
                .findFirst();
    }

    /** Three sentences, or fewer where rows are missing. */
    private List<String> meaning() {
        return List.of(fastest(), overhead(), lateness()).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> fastest() {
        Optional<Measured> best =
                java().max(Comparator.comparingDouble(row -> row.rate().median()));
        Optional<Measured> onExit = find(Row.ON_EXIT);
        if (best.isEmpty() || onExit.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        "The fastest in Java is \"%s\": %.1f times as many children as"
                                + " ProcessBuilder with onExit%s.",
                        best.get().row().title(),
                        best.get().ratioTo(onExit.get()).median(),
                        ratioToC(best.get()).isNone()
                                ? ""
                                : String.format(
                                        ", and %.2f of what C does",
                                        ratioToC(best.get()).median())));
    }

    private Optional<String> overhead() {
        Comparator<Measured> byCpu = Comparator.comparingDouble(Measured::cpuOwn);
        Optional<Measured> least = java().min(byCpu);
        Optional<Measured> most = java().max(byCpu);
        if (least.isEmpty() || least.get() == most.get()) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        "The parent itself spends from %.2f ms of CPU on a child (%s) to %.2f ms"
                                + " (%s)%s.",
                        least.get().cpuOwn(),
                        least.get().row().title(),
                        most.get().cpuOwn(),
                        most.get().row().title(),
                        find(Row.C_WAIT_EACH)
                                .map(c -> String.format(", the child %.2f ms", c.cpuOfChild()))
                                .orElse("")));
    }

    private Optional<String> lateness() {
        if (table.stream().anyMatch(row -> !row.wrong().isEmpty())) {
            return Optional.empty();
        }
        Optional<Measured> latest =
                java().filter(row -> !Double.isNaN(row.millis(0.99)))
                        .max(Comparator.comparingDouble(row -> row.millis(0.99)));
        long losers = java().filter(row -> row.lost() > 0).count();
        return latest.map(
                row ->
                        String.format(
                                "No row left a zombie: of 100 children 99 were gone %.1f ms after"
                                        + " their exit, even by the slowest to reap (%s)%s.",
                                row.millis(0.99),
                                row.row().title(),
                                losers == 0
                                        ? ""
                                        : String.format(
                                                "; but %d of the %d ways in Java never learn how a"
                                                        + " child ended",
                                                losers, java().count())));
    }

    private Stream<Measured> java() {
        return table.stream()
                .filter(row -> row.row().language().equals(Peers.JAVA) && row.hasRounds())
                .filter(row -> row.wrong().isEmpty());
    }
}
