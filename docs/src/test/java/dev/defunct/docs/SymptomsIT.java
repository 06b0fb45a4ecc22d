package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Needs;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("symptoms.md: its links, and the message that it quotes")
@Execution(ExecutionMode.CONCURRENT)
class SymptomsIT {

    private static final String PAGE = new Page(PagesTest.ROOT, Path.of("docs/symptoms.md")).text();

    private static final String TINI =
            "Tini is not running as PID 1 and isn't registered as a child subreaper";

    @Test
    @DisplayName(
            "each entry of symptoms.md links to another page, or says that it is not answered here")
    void entries() {
        List<String> entries = Stream.of(PAGE.split("\n### ")).skip(1).toList();
        assertThat(entries)
                .hasSizeGreaterThanOrEqualTo(26)
                .allMatch(entry -> entry.contains(".md") || entry.contains("ot answered here"));
    }

    @Test
    @DisplayName("if tini is not PID 1, it prints the message that symptoms.md quotes")
    void tini() throws Exception {
        assertThat(tini("--", "true")).contains(TINI);
        assertThat(PAGE).contains(TINI);
    }

    @Test
    @DisplayName("control: tini -s, which is a child subreaper, prints nothing")
    void tiniAsSubreaper() throws Exception {
        assertThat(tini("-s", "--", "true")).isEmpty();
    }

    private static String tini(String... arguments) throws Exception {
        Needs.all(Needs.linux(), Needs.program("tini"));
        Process tini =
                new ProcessBuilder(Stream.concat(Stream.of("tini"), Stream.of(arguments)).toList())
                        .redirectErrorStream(true)
                        .start();
        return new String(tini.getInputStream().readAllBytes());
    }
}
