package dev.defunct.docs;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("renewing a page changes its marked blocks, and nothing else")
class PageTest {

    private static final String PAGE =
            """
            # A page

            <!-- source: Lesson.java -->
            ```java
            %s```

            The next block is written by hand.

            ```
            %s```

            - In a list. This is `./play 9.9`:

            ```
            %s```
            """;

    @Test
    @DisplayName(
            "each generated block gets its new content, including empty lines, and the rest of the page stays as it is")
    void with(@TempDir Path root) throws IOException {
        Files.writeString(root.resolve("Page.md"), PAGE.formatted("old\n\n\n", "old\n", ""));
        Page page = new Page(root, Path.of("Page.md"));
        assertThat(GeneratedBlock.all(page))
                .extracting(GeneratedBlock::kind, GeneratedBlock::what)
                .map(Object::toString)
                .containsExactly("(SOURCE, \"Lesson.java\")", "(TRANSCRIPT, \"./play 9.9\")");
        Map<GeneratedBlock, String> contents =
                GeneratedBlock.all(page).stream()
                        .collect(toMap(block -> block, block -> "a\n\nb\n"));
        assertThat(Renew.with(page, contents))
                .isEqualTo(PAGE.formatted("a\n\nb\n", "old\n", "a\n\nb\n"));
    }

    @Test
    @DisplayName(
            "a listing begins with the declaration of the class, and has no imports and no Javadoc")
    void source(@TempDir Path root) throws IOException {
        String text = "package a;\n\nimport b.C;\n\n/** class Javadoc. */\n%s";
        String lesson = "public final class Lesson {\n    // class\n}\n";
        Files.writeString(root.resolve("Lesson.java"), text.formatted(lesson));
        assertThat(GeneratedBlock.listing(root.resolve("Lesson.java"))).isEqualTo(lesson);
    }

    @Test
    @DisplayName(
            "two transcripts agree if they differ only in pids, times and what chance decides; control: otherwise they do not")
    void transcript() {
        String run =
                """
                  0.02  parent   %1$d  is started by the director 10
                  0.30  app      %2$d  is started by parent %1$d
                  0.3%3$d  app      %2$d  | 0
                  0.41  parent   %1$d  | tick 1
                app      %2$d  ██%4$s▏gone while parent %1$d lived
                outcome seen:     NO_ZOMBIE, gone 0.0%3$d s after it exited
                """;
        String once = run.formatted(20, 21, 1, "");
        String again = run.formatted(3020, 30021, 5, "Z█");
        assertThat(Transcript.normalised(once)).isEqualTo(Transcript.normalised(again));
        assertThat(Transcript.normalised(once))
                .isNotEqualTo(Transcript.normalised(once.replace("| 0", "| 1")));
    }

    @Test
    @DisplayName(
            "an output on a page is current if the commands print all its lines now, even with other numbers")
    void output() {
        String now = "  PID STAT COMMAND\n   20 S    sh\n   21 Z    java\n";
        assertThat(isCurrent("PID STAT COMMAND\n10062 Z java\n", now)).isTrue();
        assertThat(isCurrent("PID STAT COMMAND\n10062 S java\n", now)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \n\n"})
    @DisplayName(
            "an empty output on a page is not current, even if the commands print an empty line now")
    void emptyOutput(String content) {
        assertThat(isCurrent(content, "\nNSpid: 20\n")).isFalse();
    }

    private static boolean isCurrent(String content, String now) {
        return new GeneratedBlock(GeneratedBlock.BlockKind.OUTPUT, "ps", content, 0, 1)
                .isCurrent(now);
    }
}
