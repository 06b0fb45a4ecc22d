package dev.defunct.benchmark;

import static dev.defunct.benchmark.Spread.cell;

import dev.defunct.benchmark.RowResults.Figure;
import java.io.PrintStream;
import java.util.List;

/** Prints the storm's table, and what it means. */
final class StormTable {

    static final String HEADER =
            """
                                         children per s     ratio to C         own CPU/child, ms    child's  zombies exit to reaped, ms  threads  memory statuses
            strategy                     median (of rounds) median (of rounds) median (of rounds)   CPU, ms  at most    median      p99  at most      MB     lost
            """;

    private StormTable() {}

    static void print(List<RowResults> table, PrintStream out) {
        out.print(HEADER);
        table.forEach(results -> out.println(line(results, table)));
        out.println();
        List<RowResults> wrong = table.stream().filter(row -> !row.wrong.isEmpty()).toList();
        wrong.forEach(results -> out.println("not as promised: " + results.row.title));
        Spread latest = Spread.of(table.stream().map(StormTable::p99).toList());
        if (wrong.isEmpty() && !latest.isNone()) {
            out.printf(
                    "No row left a zombie: of 100 children 99 were gone %.1f ms after their exit,"
                            + " even by the slowest to reap.%n",
                    latest.high());
        }
    }

    private static double p99(RowResults results) {
        return Spread.quantile(results.values(Figure.EXIT_TO_REAPED_MILLIS), 0.99);
    }

    private static String line(RowResults results, List<RowResults> table) {
        String title = String.format("%-28s ", results.row.title);
        if (!results.isMeasured()) {
            String wrong = "NOT AS PROMISED: " + results.wrong;
            return title + (results.wrong.isEmpty() ? results.missing : wrong);
        }
        Spread ratioToC =
                table.stream()
                        .filter(other -> other.row == results.row.inC())
                        .map(results::ratioTo)
                        .findFirst()
                        .orElse(Spread.NONE);
        return title
                + results.spread(Figure.CHILDREN_PER_SECOND).cell(6, 0, 12)
                + ratioToC.cell(6, 2, 12)
                + results.spread(Figure.OWN_CPU_MILLIS_PER_CHILD).cell(6, 3, 13)
                + cell(8, 2, results.spread(Figure.CHILD_CPU_MILLIS).median())
                + cell(9, 0, results.spread(Figure.MOST_ZOMBIES_AT_ONCE).high())
                + cell(10, 2, results.spread(Figure.EXIT_TO_REAPED_MILLIS).median())
                + cell(9, 2, p99(results))
                + cell(9, 0, results.spread(Figure.MOST_THREADS_AT_ONCE).high())
                + cell(8, 0, results.spread(Figure.MOST_MEMORY_MB).high())
                + cell(9, 0, results.spread(Figure.STATUSES_LOST).high());
    }
}
