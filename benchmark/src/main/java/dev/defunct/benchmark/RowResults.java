package dev.defunct.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What is known of a row: its rounds, or why there are none. */
final class Measured {

    /**
     * One round of a row.
     *
     * @param rate children per second
     * @param cpu of the process itself and of the children that it waited for, seconds in all
     * @param lost how many statuses nobody got
     * @param memory the most that the process had, in MB
     * @param millis from exit to reaped, of each child that was watched
     * @param zombies at one time, at most, while it was watched
     * @param threads at one time, at most, while it was watched
     */
    record Round(
            int children,
            double rate,
            Contestant.Cpu cpu,
            int lost,
            double memory,
            List<Double> millis,
            int zombies,
            int threads) {}

    private final Row row;
    private final List<Round> rounds = new ArrayList<>();
    private String missing = "";
    private String wrong = "";

    Measured(Row row) {
        this.row = row;
    }

    Row row() {
        return row;
    }

    void add(Round round) {
        rounds.add(round);
    }

    /** It cannot be had on this machine. */
    void isMissing(String why) {
        missing = why;
    }

    /** It did not keep its promise. */
    void isWrong(String what) {
        wrong = what;
    }

    String missing() {
        return missing;
    }

    String wrong() {
        return wrong;
    }

    boolean hasRounds() {
        return !rounds.isEmpty();
    }

    Spread rate() {
        return of(Round::rate);
    }

    /** Round by round, since what disturbs one round disturbs all its rows. */
    Spread ratioTo(Measured other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(rounds.size(), other.rounds.size()); i++) {
            ratios.add(rounds.get(i).rate() / other.rounds.get(i).rate());
        }
        return Spread.of(ratios);
    }

    /** CPU time of the process itself, per child, in milliseconds. */
    double cpuOwn() {
        return of(round -> round.cpu().own() / round.children() * 1e3).median();
    }

    /** CPU time of a child, in milliseconds; NaN where nobody waits for the child itself. */
    double cpuOfChild() {
        return row.keepsStatuses()
                ? of(round -> round.cpu().children() / round.children() * 1e3).median()
                : Double.NaN;
    }

    /** The watched children of all rounds: the time below which this part of them was reaped. */
    double millis(double part) {
        return Spread.quantile(
                rounds.stream().flatMap(round -> round.millis().stream()).toList(), part);
    }

    int zombies() {
        return rounds.stream().mapToInt(Round::zombies).max().orElse(0);
    }

    int threads() {
        return rounds.stream().mapToInt(Round::threads).max().orElse(0);
    }

    double memory() {
        return of(Round::memory).median();
    }

    int lost() {
        return rounds.stream().mapToInt(Round::lost).max().orElse(0);
    }

    private Spread of(ToDoubleFunction<Round> value) {
        return Spread.of(rounds.stream().map(value::applyAsDouble).toList());
    }
}
