package dev.defunct.lab;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line from a member of the cast to the director, over the standard output that all share.
 *
 * @param role who: init, parent, intermediate or app
 * @param pid its pid, as it knows it itself
 * @param verb what about
 * @param text the rest: for STARTED "role pid", for SAYS what was said, for CANNOT the reason
 */
record Line(String role, long pid, Verb verb, String text) {

    enum Verb {
        /** Is up and runs. */
        READY,
        /** Has started a child. */
        STARTED,
        SAYS,
        /** Has done its part and asks to leave. */
        LEAVING,
        /** Could not do its part. */
        CANNOT
    }

    private static final Pattern FORM = Pattern.compile("@(\\w+) (\\d+) ([A-Z]+) ?(.*)");

    /** Reads a line, or empty if it comes from elsewhere: a JVM that crashes, say. */
    static Optional<Line> parse(String line) {
        Matcher form = FORM.matcher(line);
        if (!form.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new Line(
                        form.group(1),
                        Long.parseLong(form.group(2)),
                        Verb.valueOf(form.group(3)),
                        form.group(4)));
    }

    @Override
    public String toString() {
        return "@" + role + " " + pid + " " + verb + " " + text;
    }
}
