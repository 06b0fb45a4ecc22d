package dev.defunct.benchmark;

import static dev.defunct.benchmark.Spread.cell;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.CannotPlay;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The worker of a row, and what was measured: a value for each round, except where stated. Without
 * values a list is of something that cannot be known in this row.
 */
final class RowResults {

    static final String HEADER =
            """
                                         children per s     ratio to C         own CPU/child, ms    child's  zombies exit to reaped, ms  threads  memory statuses
            strategy                     median (of rounds) median (of rounds) median (of rounds)   CPU, ms  at most    median      p99  at most      MB     lost
            """;

    final StormRow row;

    /**
     * Why no results are shown: what is missing, or the promise that the row did not keep. Or "".
     */
    String reason = "";

    /** Whether the row has kept all its promises so far. */
    boolean isRight = true;

    List<String> command;
    ChildProcess worker;

    final List<Double> childrenPerSecond = new ArrayList<>();
    final List<Double> ownCpuMillis = new ArrayList<>(); // per child
    final List<Double> childCpuMillis = new ArrayList<>(); // per child
    final List<Double> exitToReapedMillis = new ArrayList<>(); // of each child that is watched
    final List<Double> mostZombies = new ArrayList<>(); // at once
    final List<Double> mostThreads = new ArrayList<>(); // at once
    final List<Double> memoryMb = new ArrayList<>(); // at most
    final List<Double> statusesLost = new ArrayList<>();

    /** Finds out whether this machine can run the row. */
    RowResults(StormRow row) {
        this.row = row;
        try {
            command = row.command();
        } catch (CannotPlay e) {
            reason = e.getMessage();
        }
    }

    boolean areShown() {
        return reason.isEmpty();
    }

    /** Prints the table, and what it means. */
    static void print(List<RowResults> table, PrintStream out) {
        out.print(HEADER);
        table.forEach(results -> out.println(results.line(table)));
        out.println();
        if (table.stream().allMatch(results -> results.isRight)) {
            String latest =
                    "No row left a zombie: of 100 children 99 were gone %.1f ms after their exit,"
                            + " even by the slowest to reap.%n";
            table.stream()
                    .mapToDouble(RowResults::p99)
                    .filter(Double::isFinite)
                    .max()
                    .ifPresent(millis -> out.printf(latest, millis));
        }
    }

    private double p99() {
        return Spread.quantile(exitToReapedMillis, 0.99);
    }

    private String line(List<RowResults> table) {
        String title = String.format("%-28s ", row.title);
        if (!areShown()) {
            return title + reason;
        }
        return title
                + Spread.of(childrenPerSecond).cell(6, 0, 12)
                + ratioToC(table).cell(6, 2, 12)
                + Spread.of(ownCpuMillis).cell(6, 3, 13)
                + cell(8, 2, Spread.of(childCpuMillis).median())
                + cell(9, 0, Spread.of(mostZombies).high())
                + cell(10, 2, Spread.of(exitToReapedMillis).median())
                + cell(9, 2, p99())
                + cell(9, 0, Spread.of(mostThreads).high())
                + cell(8, 0, Spread.of(memoryMb).high())
                + cell(9, 0, Spread.of(statusesLost).high());
    }

    /**
     * The ratio of the speed to that of the row in C, by rounds, because a disturbance affects all
     * rows of a round.
     */
    private Spread ratioToC(List<RowResults> table) {
        List<Double> ofC =
                table.stream()
                        .filter(results -> results.row == row.inC())
                        .flatMap(results -> results.childrenPerSecond.stream())
                        .toList();
        return Spread.of(
                IntStream.range(0, Math.min(ofC.size(), childrenPerSecond.size()))
                        .mapToObj(round -> childrenPerSecond.get(round) / ofC.get(round))
                        .toList());
    }
}
