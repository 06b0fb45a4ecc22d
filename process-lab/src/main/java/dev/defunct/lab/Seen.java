package dev.defunct.lab;

import dev.defunct.lab.Timeline.Event;
import java.time.Duration;
import java.util.Optional;

/**
 * What the director saw of a play.
 *
 * @param outcome what became of the app, or empty if the play broke off before that was clear
 * @param trouble why the play broke off; empty if it went to its end
 * @param neverReaped under {@code host} the adopter on this machine, if it did not reap the app:
 *     then what is expected is what is expected under a careless init
 */
public record Seen(
        Section section,
        Init init,
        Optional<Outcome> outcome,
        Timeline timeline,
        Optional<String> trouble,
        Optional<String> neverReaped) {

    /** Whether this is what became of the app. */
    public boolean outcomeIs(Outcome expected) {
        return outcome.equals(Optional.of(expected));
    }

    /** Whether the app went without staying a zombie. */
    public boolean noZombie() {
        return outcomeIs(Outcome.NO_ZOMBIE);
    }

    /** Shorthand for {@link Timeline#inOrder}. */
    public boolean inOrder(String... marks) {
        return timeline.inOrder(marks);
    }

    /** Whether a member said these words, or a line that begins with them. */
    public boolean said(String role, String words) {
        return timeline.words(role).anyMatch(line -> line.startsWith(words));
    }

    /** The pid of a member as the cast knows it: 1 for PID 1 of a namespace, 0 if it never came. */
    public long pidInside(String role) {
        return timeline.events().stream()
                .filter(event -> event.role().equals(role))
                .findFirst()
                .map(Event::pidInside)
                .orElse(0L);
    }

    /** How long the app was a zombie; empty if it has not left the process table. */
    public Optional<Duration> zombieFor() {
        return timeline.first("app gone")
                .flatMap(
                        gone ->
                                timeline.first("app exited")
                                        .map(exited -> gone.at().minus(exited.at())));
    }

    /**
     * Whether the play went to its end, and the outcome and every claim came out as the section
     * expects under this init.
     */
    public boolean asExpected() {
        return trouble.isEmpty()
                && outcome.equals(section.expected(adopter()))
                && section.claims().stream()
                        .allMatch(claim -> claim.holds(this) == claim.expected(adopter()));
    }

    /** The init whose column of the truth table this play belongs to. */
    public Init adopter() {
        return neverReaped.isPresent() ? Init.CARELESS : init;
    }
}
