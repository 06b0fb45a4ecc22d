package dev.defunct.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was measured of a row, or why nothing was. */
final class RowResults {

    /** What is measured in each round. */
    enum Figure {
        CHILDREN_PER_SECOND,
        /** CPU time of the worker itself, for each child. */
        OWN_CPU_MILLIS,
        /** CPU time of a child, where the worker waits for that child. */
        CHILD_CPU_MILLIS,
        /** A value for each child that was watched. */
        EXIT_TO_REAPED_MILLIS,
        /** At most at one time, while children were watched. */
        ZOMBIES,
        /** At most at one time, while children were watched. */
        THREADS,
        /** The most that the worker has had so far. */
        MEMORY_MB,
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
        values.computeIfAbsent(figure, none -> new ArrayList<>()).add(value);
    }

    List<Double> values(Figure figure) {
        return values.getOrDefault(figure, List.of());
    }

    Spread spread(Figure figure) {
        return Spread.of(values(figure));
    }

    boolean isMeasured() {
        return !spread(Figure.CHILDREN_PER_SECOND).isNone() && wrong.isEmpty();
    }

    /** Of the speeds, round by round, because what disturbs one round disturbs all its rows. */
    Spread ratioTo(RowResults other) {
        List<Double> mine = values(Figure.CHILDREN_PER_SECOND);
        List<Double> others = other.values(Figure.CHILDREN_PER_SECOND);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(mine.size(), others.size()); i++) {
            ratios.add(mine.get(i) / others.get(i));
        }
        return Spread.of(ratios);
    }
}
