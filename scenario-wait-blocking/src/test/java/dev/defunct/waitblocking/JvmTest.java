package dev.defunct.waitblocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Jvm;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("1.2 The JVM waits, on a thread of its own")
class JvmTest {

    @Test
    @DisplayName(
            "a thread \"process reaper\" for each child of ProcessBuilder, none for one spawned past it")
    void processReapers() {
        assertThat(Jvm.run(LetsTheJdkWait.class))
                .contains(
                        "one child, spawned past the JDK: 0 process reapers",
                        "one child of ProcessBuilder: 1",
                        "two children of ProcessBuilder: 2");
    }

    @Test
    @DisplayName("onExit() does not block, and brings the exit code when the child has exited")
    void onExit() {
        assertThat(Jvm.run(LetsTheJdkWait.class))
                .containsSubsequence(
                        "onExit has come: false, and we are not blocked",
                        "onExit brings exit code 0");
    }
}
