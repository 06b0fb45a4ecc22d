package dev.defunct.benchmark;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.CannotPlay;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The worker of a row, and what was measured, or why nothing was measured. */
final class RowResults {

    /**
     * What is measured in each round; {@link #EXIT_TO_REAPED_MILLIS} is measured for each child
     * that is watched.
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

    /** The promise that the row did not keep, or "". */
    String wrong = "";

    List<String> command;
    ChildProcess worker;

    private final Map<Figure, List<Double>> values = new EnumMap<>(Figure.class);

    RowResults(StormRow row) {
        this.row = row;
    }

    void findCommand(WorkerCommands commands) {
        try {
            command = commands.of(row);
        } catch (CannotPlay e) {
            missing = e.getMessage();
        }
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

    /** The ratio of the speeds, by rounds, because a disturbance affects all rows of a round. */
    Spread ratioTo(RowResults other) {
        List<Double> mine = values(Figure.CHILDREN_PER_SECOND);
        List<Double> others = other.values(Figure.CHILDREN_PER_SECOND);
        return Spread.of(
                IntStream.range(0, Math.min(mine.size(), others.size()))
                        .mapToObj(round -> mine.get(round) / others.get(round))
                        .toList());
    }
}
