package dev.defunct.lab.role;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line from a process of a play to the director, over the standard output that all share.
 *
 * @param role of the process
 * @param pid as the process itself knows it
 * @param verb what it is about
 * @param text for PRINTS the line, for FAILED the reason, else empty
 */
public record Message(Role role, long pid, Verb verb, String text) {

    /** What a message is about. */
    public enum Verb {
        /** The process has started: sent by the process that started it, and by itself. */
        STARTS,
        /** The program printed a line. */
        PRINTS,
        /**
         * The program has ended, and the process waits for its go-ahead to exit. By the launcher:
         * the first process has exited.
         */
        ENDS,
        /** The program failed, and the process exits. */
        FAILED
    }

    private static final Pattern FORM = Pattern.compile("@(\\w+) (\\d+) ([A-Z]+) (.*)");

    /** Reads a line, or empty if it is not a message: a command such as ps printed it. */
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
