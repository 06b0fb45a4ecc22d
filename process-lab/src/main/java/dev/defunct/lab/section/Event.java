package dev.defunct.lab.section;

import dev.defunct.lab.role.Role;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Something that the observer saw, or that a process of the play reported.
 *
 * @param at the time since the director started the first process
 * @param role the process to which it happened
 * @param pid the pid of that process outside, in our process table
 * @param pidInside the pid that the process itself sees: another one in a PID namespace
 * @param kind what happened
 * @param other the other process that took part, if it is one of the play: for STARTED and ADOPTED
 *     the new parent, for GONE the process that reaped
 * @param text for PRINTED the line, for STARTED, ADOPTED and GONE the words to show
 */
public record Event(
        Duration at,
        Role role,
        long pid,
        long pidInside,
        Kind kind,
        Optional<Role> other,
        String text) {

    /** What happened. */
    public enum Kind {
        /** The process has started. */
        STARTED,
        /**
         * The process printed a line. Lines of programs without a harness count for the first
         * process.
         */
        PRINTED,
        /** The program has ended, and the process waits until the director lets it exit. */
        ENDED,
        /** The director lets the process exit. */
        RELEASED,
        /** The process has exited: it is a zombie, or gone. */
        EXITED,
        /** The process has another parent. */
        ADOPTED,
        /** The process has left the process table. */
        GONE;

        /** An event of this kind that happened to the process with this role. */
        public Predicate<Event> of(Role role) {
            return event -> event.role == role && event.kind == this;
        }
    }

    /** The process got a new parent, which has this role. */
    public static Predicate<Event> adoptedBy(Role role, Role parent) {
        return Kind.ADOPTED.of(role).and(event -> event.other.equals(Optional.of(parent)));
    }

    /** The process printed this line. */
    public static Predicate<Event> printed(Role role, String line) {
        return Kind.PRINTED.of(role).and(event -> event.text.equals(line));
    }

    /** As in " 0.12 app exited", " 0.34 app printed: 0". */
    @Override
    public String toString() {
        String what = "%6.2f  %s %s".formatted(at.toMillis() / 1000.0, role, kind).toLowerCase();
        return text.isEmpty() ? what : what + ": " + text;
    }
}
