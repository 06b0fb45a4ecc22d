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

    /** What was seen in a JVM of its own, because a disposition is the whole process's. */
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
    @DisplayName("after ignore() SIGCHLD is ignored: not handled, and not at its default")
    void ignored() {
        assertThat(seen.get("at first")).as("SIGCHLD, after ignore()").isEqualTo("ignored");
    }

    @Test
    @Order(2)
    @DisplayName("ignore() does that once: when it has returned, no thread of it runs on")
    void once() {
        assertThat(seen.get("threads"))
                .as(
                        "threads that ignore() has left running: between two of their turns SIGCHLD may be"
                                + " at its default, and a child that exits then is a zombie")
                .isEqualTo("[]");
    }

    @Test
    @Order(3)
    @DisplayName("it still is after ProcessBuilder was used for the first time")
    void stays() {
        assertThat(seen.get("later"))
                .as("SIGCHLD, after ignore() and a first use of ProcessBuilder: the JDK has set it")
                .isEqualTo("ignored");
    }

    @Test
    @Order(4)
    @DisplayName("a child that exits is gone, although nothing waits for it")
    void noZombie() {
        assertThat(seen.get("a child")).as("what became of a child").isEqualTo("gone");
    }

    @Test
    @Order(5)
    @DisplayName("what you lost: what waitFor() returns for a child that exits with 7")
    void waitFor() {
        assertThat(Integer.toString(IgnoreChildren.waitForSays()))
                .as("what waitForSays() says, and what was seen: ./play exercise 7 --run")
                .isEqualTo(seen.get("waitFor() says"));
    }

    @Test
    @Order(6)
    @DisplayName("what you lost: the error that waitpid fails with")
    void waitpid() {
        assertThat(IgnoreChildren.waitpidSays())
                .as("what waitpidSays() says, and what was seen: ./play exercise 7 --run")
                .isEqualTo(seen.get("waitpid says"));
    }
}
