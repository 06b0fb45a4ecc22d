package dev.defunct.workshop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tasks and hints of the Markdown pages, as plain text for a screen of 80 columns. */
final class TasksAndHints {

    private static final Pattern LINK = Pattern.compile("\\[([^]]*)\\]\\(([^)]*)\\)");

    private TasksAndHints() {}

    /** The section of an exercise in docs/workshop.md. */
    static String task(Path root, Exercise exercise) throws IOException {
        String page = Files.readString(root.resolve("docs/workshop.md"));
        String section = page.split("\n### " + exercise.number() + " .*\n")[1];
        return plain(section.split("\n##")[0], Path.of("docs"));
    }

    /** The three hints for an exercise, in order. */
    static List<String> hints(Path root, Exercise exercise) throws IOException {
        String page = Files.readString(root.resolve("workshop/hints/" + exercise.number() + ".md"));
        return Stream.of(page.split("## Hint \\d\n"))
                .skip(1)
                .map(hint -> plain(hint, Path.of("workshop/hints")))
                .toList();
    }

    /**
     * Wraps each paragraph, and indents blocks of commands.
     *
     * @param folder of the page, relative to the root
     */
    private static String plain(String markdown, Path folder) {
        return Stream.of(markdown.strip().split("\n\n"))
                .map(paragraph -> plainParagraph(paragraph, folder))
                .collect(Collectors.joining("\n"));
    }

    private static String plainParagraph(String paragraph, Path folder) {
        return paragraph.startsWith("```")
                ? paragraph.replaceAll("```\n?", "").indent(4)
                : withPlainLinks(paragraph, folder)
                        .replace('\n', ' ')
                        .replaceAll("(.{1,76})(?: |$)", "  $1\n");
    }

    /** Puts the target of a link in parentheses: a path relative to the root, or an address. */
    private static String withPlainLinks(String paragraph, Path folder) {
        return LINK.matcher(paragraph).replaceAll(link -> "$1 (" + target(link, folder) + ")");
    }

    private static String target(MatchResult link, Path folder) {
        return link.group(2).startsWith("https:")
                ? "$2"
                : folder.resolve(link.group(2)).normalize().toString();
    }
}
