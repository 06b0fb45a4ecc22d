package dev.defunct.workshop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the Markdown pages tell a learner, as plain text for a screen of 80 columns. */
final class Pages {

    private static final Pattern LINK = Pattern.compile("\\[([^]]*)\\]\\(([^)]*)\\)");

    private Pages() {}

    /** The task of an exercise: its section of docs/workshop.md. */
    static String task(Path root, Exercise exercise) throws IOException {
        String page = Files.readString(root.resolve("docs/workshop.md"));
        String section = page.split("\n### " + exercise.number() + " .*\n")[1];
        return plain(section.split("\n##")[0], Path.of("docs"));
    }

    /** Its three hints, in order. */
    static List<String> hints(Path root, Exercise exercise) throws IOException {
        String page = Files.readString(root.resolve("workshop/hints/" + exercise.number() + ".md"));
        return Stream.of(page.split("## Hint \\d\n"))
                .skip(1)
                .map(hint -> plain(hint, Path.of("workshop/hints")))
                .toList();
    }

    /**
     * Fills the lines of each paragraph, and indents blocks of commands.
     *
     * @param folder of the page, from the root
     */
    private static String plain(String markdown, Path folder) {
        return Stream.of(markdown.strip().split("\n\n"))
                .map(
                        paragraph ->
                                paragraph.startsWith("```")
                                        ? paragraph.replaceAll("```\n?", "").indent(4)
                                        : filled(withPlainLinks(paragraph, folder)))
                .collect(Collectors.joining("\n"));
    }

    private static String filled(String paragraph) {
        return paragraph.replace('\n', ' ').replaceAll("(.{1,76})(?: |$)", "  $1\n");
    }

    /** A link as its text and, in parentheses, the file from the root, or the address. */
    private static String withPlainLinks(String paragraph, Path folder) {
        return LINK.matcher(paragraph)
                .replaceAll(
                        link ->
                                link.group(2).startsWith("https:")
                                        ? "$1 ($2)"
                                        : "$1 (" + folder.resolve(link.group(2)).normalize() + ")");
    }
}
