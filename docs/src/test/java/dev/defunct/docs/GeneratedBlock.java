package dev.defunct.docs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * A block of a page that is not written by hand.
 *
 * @param kind where its content comes from
 * @param what the source file, from the root of the repository, or the command line
 * @param content the content of the block in the page now
 * @param firstLine the first line of the content in the page, counted from 0
 * @param endLine the line after the last line of the content
 */
record GeneratedBlock(BlockKind kind, String what, String content, int firstLine, int endLine) {

    private static final Pattern DECLARATION =
            Pattern.compile("(?ms)^(public |final )*(class|record|interface|enum) .*");

    /** Where the content comes from. */
    enum BlockKind {
        /** A source file, from the declaration of its type to the end. */
        SOURCE(" source: (\\S+) "),
        /** What {@code ./play} prints, except for pids and times: see {@link Transcript}. */
        TRANSCRIPT(".*This is (\\./play [^:]*):"),
        /** A measurement that {@code ./play} printed once. It is kept, and not compared. */
        RECORD(".*This was printed by (\\./play [\\w-]+).*:"),
        /**
         * What commands print about a zombie, except for all numbers and dates, and for lines about
         * other processes.
         */
        OUTPUT("(?s)sh: (.*)");

        private final Pattern mark;

        BlockKind(String mark) {
            this.mark = Pattern.compile(mark);
        }
    }

    /**
     * A source file from the declaration of its type to the end, without package, imports and
     * Javadoc.
     */
    static String listing(Path source) {
        Matcher lesson = DECLARATION.matcher(Page.read(source));
        if (!lesson.find()) {
            throw new IllegalArgumentException(source + " has no declaration of a type");
        }
        return lesson.group();
    }

    /** All generated blocks of a page, in order. */
    static List<GeneratedBlock> all(Page page) {
        return page.body().select("pre[first] > code").stream()
                .flatMap(code -> of(page, code).stream())
                .toList();
    }

    /** This block of a page, if the text above it marks it as generated. */
    static Optional<GeneratedBlock> of(Page page, Element code) {
        for (BlockKind kind : BlockKind.values()) {
            Matcher mark = kind.mark.matcher(above(code));
            if (mark.matches()) {
                String what = mark.group(1);
                return Optional.of(
                        new GeneratedBlock(
                                kind,
                                kind == BlockKind.SOURCE ? page.resolve(what).toString() : what,
                                code.wholeText(),
                                Integer.parseInt(code.parent().attr("first")),
                                Integer.parseInt(code.parent().attr("end"))));
            }
        }
        return Optional.empty();
    }

    /** The comment, the commands or the words above a block of code. */
    private static String above(Element code) {
        Node before = code.parent().previousSibling();
        if (before instanceof TextNode) { // a line break
            before = before.previousSibling();
        }
        if (before instanceof Comment comment) {
            return comment.getData();
        }
        if (!(before instanceof Element element)) {
            return "";
        }
        return element.is("pre:has(.language-sh)") && code.is(".language-text")
                ? "sh: " + element.wholeText()
                : element.text();
    }

    /** Whether the program still prints this. An empty block is never current. */
    boolean isCurrent(String now) {
        List<String> before = normalised(content()).strip().lines().toList();
        List<String> after = normalised(now).strip().lines().toList();
        return !before.isEmpty()
                && (kind == BlockKind.OUTPUT
                        ? Set.copyOf(after).containsAll(before)
                        : after.equals(before));
    }

    /** The text without the parts that differ each time. */
    String normalised(String text) {
        return switch (kind) {
            case SOURCE, RECORD -> text;
            case TRANSCRIPT -> Transcript.normalised(text);
            case OUTPUT ->
                    text.replaceAll("\\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2}\\b", "DAY")
                            .replaceAll("\\d+(:\\d\\d)+", "TIME")
                            .replaceAll("\\d+", "N")
                            .replaceAll("(?m)^[ \t]+", "")
                            .replaceAll("[ \t]+", " ");
        };
    }
}
