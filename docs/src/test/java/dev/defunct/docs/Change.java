package dev.defunct.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.nodes.Element;

/**
 * A change that a chapter asks its reader to try. The file is the target of the last link in the
 * text before the change. The diff has the lines to remove and to add. The command is at the
 * beginning of the text after the change. All other text in code marks there is what the command
 * prints.
 */
record Change(Chapter chapter, Path file, String diff, String command, List<String> prints) {

    /** All changes of a chapter, in order. */
    static List<Change> all(Chapter chapter) {
        return chapter.page().body().select("pre:has(.language-diff)").stream()
                .map(block -> of(chapter, block))
                .toList();
    }

    private static Change of(Chapter chapter, Element block) {
        String link = block.previousElementSibling().select("a").last().attr("href");
        List<String> code = block.nextElementSibling().select("code").eachText();
        return new Change(
                chapter,
                chapter.page().resolve(link),
                block.wholeText(),
                code.get(0),
                code.subList(1, code.size()));
    }

    /** The text of the file after this change. */
    String apply(Path root) throws IOException {
        String before = lines("-");
        String source = Files.readString(root.resolve(file));
        if (source.split(Pattern.quote(before), -1).length != 2) {
            throw new IllegalArgumentException(
                    file + " does not have these lines exactly once:\n" + before);
        }
        return source.replace(before, lines("+"));
    }

    private String lines(String sign) {
        return diff.lines()
                .filter(line -> line.startsWith(sign))
                .map(line -> line.substring(1) + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return diff.lines()
                .filter(line -> !line.startsWith("-"))
                .findFirst()
                .map(line -> "with " + line.substring(1).trim())
                .orElse("without " + lines("-").trim());
    }
}
