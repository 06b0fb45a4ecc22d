package dev.defunct.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What was measured of a row, or why nothing was. */
final class RowResults {

    /**
     * What is measured in each round; the time from exit to reaped, for each child that is watched.
     */
    enum Figure {
        CHILDREN_PER_SECOND,
        OWN_CPU_MILLIS_PER_CHILD,
        CHILD_CPU_MILLIS,
        EXIT_TO_REAPED_MILLIS,
        MOST_ZOMBIES_AT_ONCE,
        MOST_THREADS_AT_ONCE,
        MOST_MEMORY_MB,
        STATUSES_LOST
    }

    final StormRow row;

    /** Why this machine cannot run the row, or "". */
    String missing = "";

    /** What promise the row did not keep, or "". */
    String wrong = "";

    private final Map<Figure, List<Double>> values = new EnumMap<>(Figure.class);

    RowResults(StormRow row) {
        this.row = row;
    }

    void add(Figure figure, double value) {
        boolean isKnown =
                switch (figure) {
                    case CHILD_CPU_MILLIS -> row.keepsStatuses();
                    case MOST_ZOMBIES_AT_ONCE, EXIT_TO_REAPED_MILLIS -> row != StormRow.DOUBLE_FORK;
                    default -> true;
                };
        if (isKnown) {
            values.computeIfAbsent(figure, none -> new ArrayList<>()).add(value);
        }
    }

    List<Double> values(Figure figure) {
        return values.getOrDefault(figure, List.of());
    }

    Spread spread(Figure figure) {
        return Spread.of(values(figure));
    }

    boolean isMeasured() {
        return values.containsKey(Figure.CHILDREN_PER_SECOND) && wrong.isEmpty();
    }

    /**
     * The ratio of the speeds, round by round, because what disturbs one round disturbs all its
     * rows.
     */
    Spread ratioTo(RowResults other) {
        List<Double> mine = values(Figure.CHILDREN_PER_SECOND);
        List<Double> others = other.values(Figure.CHILDREN_PER_SECOND);
        return Spread.of(
                IntStream.range(0, Math.min(mine.size(), others.size()))
                        .mapToObj(round -> mine.get(round) / others.get(round))
                        .toList());
    }
}
