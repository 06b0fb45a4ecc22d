package dev.defunct.docs;

import java.util.Set;

/**
 * A block of a page that is not written by hand.
 *
 * @param kind where its content comes from
 * @param what the source file, from the root of the repository, or the command line
 * @param content as it stands in the page now
 * @param firstLine its first line in the page, from 0
 * @param endLine the line after its last
 */
record Insert(Kind kind, String what, String content, int firstLine, int endLine) {

    /** Where the content of an insert comes from, and what in it may be otherwise each time. */
    enum Kind {
        /** A source file. */
        SOURCE,
        /** What {@code ./play} prints, but for pids and times: see {@link Story}. */
        TRANSCRIPT,
        /** What it printed once, a measurement: it is kept, and compared with nothing. */
        RECORD,
        /**
         * What commands of a shell print about a zombie, but for all numbers and dates, and for
         * lines about others than ours.
         */
        OUTPUT
    }

    /** Whether this still says what the program says. */
    boolean isFresh(String now) {
        Set<String> before = Set.copyOf(normalised(content).lines().toList());
        return kind == Kind.OUTPUT
                ? !before.isEmpty()
                        && Set.copyOf(normalised(now).lines().toList()).containsAll(before)
                : normalised(content).strip().equals(normalised(now).strip());
    }

    /** Without what is otherwise each time. */
    String normalised(String text) {
        return switch (kind) {
            case SOURCE, RECORD -> text;
            case TRANSCRIPT -> Story.normalised(text);
            case OUTPUT ->
                    text.replaceAll("\\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2}\\b", "DAY")
                            .replaceAll("\\d+(:\\d\\d)+", "TIME")
                            .replaceAll("\\d+", "N")
                            .replaceAll("(?m)^[ \t]+", "")
                            .replaceAll("[ \t]+", " ");
        };
    }
}
