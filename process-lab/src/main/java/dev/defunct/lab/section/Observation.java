package dev.defunct.lab.section;

import static dev.defunct.lab.section.Event.exited;
import static dev.defunct.lab.section.Event.gone;

import dev.defunct.lab.role.Role;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What was observed of a play.
 *
 * @param timeline what happened
 * @param trouble why the play broke off; empty if it went to its end
 * @param neverReaped under {@code host} the adopter on this machine, if it did not reap the app:
 *     then the same is expected as under a careless init
 */
public record Observation(
        Section section,
        Adopter adopter,
        Timeline timeline,
        Optional<String> trouble,
        Optional<String> neverReaped) {

    /** What became of the app; empty if the play broke off before that was clear. */
    public Optional<Outcome> outcome() {
        return Outcome.of(timeline);
    }

    public boolean outcomeIs(Outcome outcome) {
        return outcome().equals(Optional.of(outcome));
    }

    /** Shorthand for {@link Timeline#inOrder}. */
    @SafeVarargs
    public final boolean inOrder(Predicate<Event>... marks) {
        return timeline.inOrder(marks);
    }

    /** Whether a process printed this line. */
    public boolean printed(Role role, String line) {
        return timeline.output(role).contains(line);
    }

    /**
     * The pid as the process knows it: 1 for PID 1 of a namespace, 0 if the process never started.
     */
    public long pidInside(Role role) {
        return timeline.first(Event.started(role)).map(Event::pidInside).orElse(0L);
    }

    /** From the exit of the app until it left the process table; empty if it has not. */
    public Optional<Duration> zombieFor() {
        Optional<Duration> exited = timeline.first(exited(Role.APP)).map(Event::at);
        return timeline.first(gone(Role.APP)).map(gone -> gone.at().minus(exited.orElseThrow()));
    }

    /** The adopter whose column of the truth table this play belongs to. */
    public Adopter column() {
        return neverReaped.isPresent() ? Adopter.CARELESS : adopter;
    }

    /** Whether the play went to its end, and outcome and claims were as expected. */
    public boolean asExpected() {
        return trouble.isEmpty()
                && outcome().equals(Optional.of(section.expected(column())))
                && section.claims().stream()
                        .allMatch(claim -> claim.holds(this) == claim.expected(column()));
    }
}
