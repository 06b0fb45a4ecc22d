package dev.defunct.lab.role;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line from a process of a play to the director, on the standard output that all share.
 *
 * @param role of the process
 * @param pid the pid that the process itself sees, which in a PID namespace is the pid inside
 * @param verb what happened to the process
 * @param text for PRINTS the line, for FAILED the reason, otherwise empty
 */
public record Message(Role role, long pid, Verb verb, String text) {

    /** What happened to the process. */
    public enum Verb {
        /** The process has started. Both its starter and the process itself send this message. */
        STARTS,
        /** The program printed a line. */
        PRINTS,
        /**
         * The program has ended, and the process waits until the director lets it exit. If the
         * launcher sends this message, the first process has exited.
         */
        ENDS,
        /** The program failed, and the process exits. */
        FAILED
    }

    private static final Pattern FORM = Pattern.compile("@(\\w+) (\\d+) ([A-Z]+) (.*)");

    /**
     * Parses a line. Returns empty if the line is not a message, but was printed by a command such
     * as ps.
     */
    public static Optional<Message> parse(String line) {
        Matcher form = FORM.matcher(line);
        if (!form.matches()) {
            return Optional.empty();
        }
        Role role = Role.named(form.group(1));
        Verb verb = Verb.valueOf(form.group(3));
        return Optional.of(new Message(role, Long.parseLong(form.group(2)), verb, form.group(4)));
    }

    @Override
    public String toString() {
        return "@" + role + " " + pid + " " + verb + " " + text;
    }
}
