package dev.defunct.lab.section;

import dev.defunct.lab.role.Role;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Something that the observer saw, or that a process of the play reported.
 *
 * @param at since the director started the first process
 * @param role of the process
 * @param pid of the process
 * @param pidInside as the process itself knows it: another one in a PID namespace
 * @param kind what happened
 * @param other the process at the other end, if it is one of the play: of STARTED and ADOPTED the
 *     parent, of GONE the one that reaped it
 * @param text for PRINTED the line, for STARTED, ADOPTED and GONE the words for a person
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
        /** The process is there. */
        STARTED,
        /**
         * It printed a line. For the first process of a play: a program without a harness printed
         * it.
         */
        PRINTED,
        /** Its program has ended, and it waits for its go-ahead to exit. */
        ENDED,
        /** The director lets it exit. */
        RELEASED,
        /** It has exited: it is a zombie, or gone. */
        EXITED,
        /** It has another parent. */
        ADOPTED,
        /** It has left the process table. */
        GONE
    }

    /** An event of this kind and role. */
    public static Predicate<Event> is(Role role, Kind kind) {
        return event -> event.role == role && event.kind == kind;
    }

    public static Predicate<Event> started(Role role) {
        return is(role, Kind.STARTED);
    }

    public static Predicate<Event> ended(Role role) {
        return is(role, Kind.ENDED);
    }

    public static Predicate<Event> released(Role role) {
        return is(role, Kind.RELEASED);
    }

    public static Predicate<Event> exited(Role role) {
        return is(role, Kind.EXITED);
    }

    public static Predicate<Event> gone(Role role) {
        return is(role, Kind.GONE);
    }

    public static Predicate<Event> adopted(Role role) {
        return is(role, Kind.ADOPTED);
    }

    /** The process got a new parent, the one in this role. */
    public static Predicate<Event> adoptedBy(Role role, Role parent) {
        return adopted(role).and(event -> event.other.equals(Optional.of(parent)));
    }

    /** It printed this line. */
    public static Predicate<Event> printed(Role role, String line) {
        return is(role, Kind.PRINTED).and(event -> event.text.equals(line));
    }

    /** As in " 0.12 app exited", " 0.34 app printed: 0". */
    @Override
    public String toString() {
        String what = "%6.2f  %s %s".formatted(at.toMillis() / 1000.0, role, kind).toLowerCase();
        return text.isEmpty() ? what : what + ": " + text;
    }
}
