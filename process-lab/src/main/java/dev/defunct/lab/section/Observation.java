package dev.defunct.lab.section;

import static dev.defunct.lab.section.Event.Kind.EXITED;
import static dev.defunct.lab.section.Event.Kind.GONE;

import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Event.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What was observed in a play.
 *
 * @param timeline what happened
 * @param trouble why the play broke off; empty if it reached its end
 * @param neverReaped under {@code host} the adopter on this machine, if it did not reap the app:
 *     then the play is compared with what is expected under a careless init
 */
public record Observation(
        Section section,
        Adopter adopter,
        Timeline timeline,
        Optional<String> trouble,
        Optional<String> neverReaped) {

    /** What became of the app, or empty if the play broke off too early. */
    public Optional<Outcome> outcome() {
        return Outcome.of(timeline);
    }

    public boolean outcomeIs(Outcome outcome) {
        return outcome().equals(Optional.of(outcome));
    }

    /** Calls {@link Timeline#inOrder}. */
    @SafeVarargs
    public final boolean inOrder(Predicate<Event>... marks) {
        return timeline.inOrder(marks);
    }

    /** Whether a process printed this line. */
    public boolean printed(Role role, String line) {
        return timeline.output(role).contains(line);
    }

    /** The pid that the process itself sees: 1 for PID 1 of a namespace, 0 if it never started. */
    public long pidInside(Role role) {
        return timeline.first(Kind.STARTED.of(role)).map(Event::pidInside).orElse(0L);
    }

    /** The time from the app's exit until it left the process table; empty if it has not left. */
    public Optional<Duration> zombieFor() {
        Optional<Duration> exited = timeline.first(EXITED.of(Role.APP)).map(Event::at);
        return timeline.first(GONE.of(Role.APP)).map(gone -> gone.at().minus(exited.orElseThrow()));
    }

    /** The adopter in whose column of the truth table this play belongs. */
    public Adopter column() {
        return neverReaped.isPresent() ? Adopter.CARELESS : adopter;
    }

    /** Whether the play reached its end, and the outcome and all claims were as expected. */
    public boolean asExpected() {
        return trouble.isEmpty()
                && outcome().equals(Optional.of(section.expected(column())))
                && section.claims().stream()
                        .allMatch(claim -> claim.holds(this) == claim.expected(column()));
    }
}
