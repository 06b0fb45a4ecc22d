package dev.defunct.exercises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Jvm;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@DisplayName("Exercise 7: ignore SIGCHLD, and find out what you lost")
@Order(7)
@TestMethodOrder(OrderAnnotation.class)
class IgnoreChildrenTest {

    /**
     * What was seen in a separate JVM, because the disposition of a signal belongs to the whole
     * process.
     */
    private static Map<String, String> seen;

    @BeforeAll
    static void ignore() {
        seen =
                Jvm.run(IgnoresChildren.class).stream()
                        .map(line -> line.split(": ", 2))
                        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
    }

    @Test
    @Order(1)
    @DisplayName("after ignore(), SIGCHLD is ignored: it has no handler, and is not at its default")
    void ignored() {
        assertThat(seen.get("at first"))
                .as("what the JVM does about SIGCHLD after ignore()")
                .isEqualTo("ignored");
    }

    @Test
    @Order(2)
    @DisplayName("ignore() sets SIGCHLD once, and does not leave a thread running")
    void once() {
        assertThat(seen.get("threads"))
                .as(
                        "threads that ignore() has left running: between two of their turns SIGCHLD may be"
                                + " at its default, and a child that exits then is a zombie")
                .isEqualTo("[]");
    }

    @Test
    @Order(3)
    @DisplayName("after the first use of ProcessBuilder, SIGCHLD is still ignored")
    void stays() {
        assertThat(seen.get("later"))
                .as(
                        "what the JVM does about SIGCHLD after ignore() and the first use of ProcessBuilder, which sets it")
                .isEqualTo("ignored");
    }

    @Test
    @Order(4)
    @DisplayName("a child that has exited is gone, although nothing waits for it")
    void noZombie() {
        assertThat(seen.get("a child")).as("what became of a child").isEqualTo("gone");
    }

    @Test
    @Order(5)
    @DisplayName("waitForSays() returns what waitFor() returns for a child that exits with 7")
    void waitFor() {
        assertThat(Integer.toString(IgnoreChildren.waitForSays()))
                .as(
                        "what waitForSays() returns, compared with the experiment (./play exercise 7 --run)")
                .isEqualTo(seen.get("waitFor() says"));
    }

    @Test
    @Order(6)
    @DisplayName("waitpidSays() returns the error with which waitpid fails")
    void waitpid() {
        assertThat(IgnoreChildren.waitpidSays())
                .as(
                        "what waitpidSays() returns, compared with the experiment (./play exercise 7 --run)")
                .isEqualTo(seen.get("waitpid says"));
    }
}
