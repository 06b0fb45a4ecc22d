package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the last line of a build: what was skipped, and what to install")
class SkippedTestsTest {

    @Test
    @DisplayName(
            "the last line of a build counts the skipped tests, and for each need the tests that it stopped, the largest number first")
    void counts() {
        assertThat(
                        SkippedTests.summary(
                                List.of(
                                        "needs python3 (apt-get install python3)",
                                        "needs tini (apt-get install tini)",
                                        "needs tini (apt-get install tini) and PID namespaces (run"
                                                + " as root, or allow unprivileged user namespaces)")))
                .isEqualTo(
                        "3 tests skipped: 2 need tini (apt-get install tini), 1 needs PID namespaces"
                                + " (run as root, or allow unprivileged user namespaces), 1 needs"
                                + " python3 (apt-get install python3)");
    }

    @Test
    @DisplayName(
            "the last line of a build shows the whole reason of a skipped test that names no need")
    void otherReasons() {
        assertThat(SkippedTests.summary(List.of("no core files here")))
                .isEqualTo("1 test skipped: 1 needs something else: no core files here");
    }

    @Test
    @DisplayName("control: if no test was skipped, the last line of a build reports that")
    void none() {
        assertThat(SkippedTests.summary(List.of())).isEqualTo("no test was skipped");
    }

    @Test
    @DisplayName("tests are skipped only by Needs, which names what to install")
    void oneWayToSkip() throws IOException {
        try (Stream<Path> files = Files.walk(PagesTest.ROOT)) {
            List<String> skipping =
                    files.filter(file -> file.toString().matches(".*/src/test/.*\\.java"))
                            .filter(file -> !file.endsWith("SkippedTestsTest.java"))
                            .filter(file -> contains(file, "assumeT|Assumptions|@Disabled"))
                            .map(file -> file.getFileName().toString())
                            .toList();
            assertThat(skipping).containsExactly("Needs.java");
        }
    }

    private static boolean contains(Path file, String pattern) {
        try {
            return Pattern.compile(pattern).matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
