package dev.defunct.lab.director;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("ChildProcess: sends lines to a child process, and reads its answers")
class ChildProcessIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    @DisplayName(
            "a child can answer each line that it is sent, and awaitLine returns each answer only once")
    void dialogue() {
        try (ChildProcess cat = ChildProcess.start(List.of("cat"))) {
            cat.send("one");
            cat.send("two 2");
            assertThat(cat.awaitLine("\\w+ \\d", MINUTE)).contains("two 2");
            assertThat(cat.awaitLine(".*", Duration.ZERO)).isEmpty();
            cat.send("three");
            assertThat(cat.awaitLine(".*", MINUTE)).contains("three");

            cat.close();

            assertThat(cat.awaitLine(".*", MINUTE))
                    .as("an answer of cat, which has exited")
                    .isEmpty();
            assertThat(cat.lines()).containsExactly("one", "two 2", "three");
        }
    }
}
