package dev.defunct.exercises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Needs;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@DisplayName("Exercise 9: be PID 1")
@Order(9)
@TestMethodOrder(OrderAnnotation.class)
class BeInitTest {

    private static final String LEAVES_AN_ORPHAN = "sh -c 'sleep 60 &'; ";

    @Test
    @Order(1)
    @DisplayName("it ends as its command ends: when that exits with 7, so does it")
    void exitCode() throws Exception {
        try (Container container = inContainer("exit 7")) {
            assertThat(container.end()).as("its exit code").isEqualTo(7);
        }
    }

    @Test
    @Order(2)
    @DisplayName("an orphan that it has adopted ends: it is reaped, and the command goes on")
    void orphan() throws Exception {
        try (Container container = inContainer(LEAVES_AN_ORPHAN + "exec cat")) {
            container.tell("hello");
            container.hear("hello", "the command does not run");
            endTheOrphan(container);
            container.awaitAnswer(
                    "an orphan that it has adopted has ended, and is a zombie",
                    () -> container.children("sleep").isEmpty());
            container.tell("and on");
            String sentence = "it took the end of an orphan for the end of its command";
            container.hear("and on", sentence);
            assertThat(container.end()).as(sentence + ": its exit code").isZero();
        }
    }

    @Test
    @Order(3)
    @DisplayName("TERM is for its command: that hears of it, and may end in its own time")
    void term() throws Exception {
        String hearsTerm = "trap 'echo it hears TERM; exit 5' TERM; echo ready; sleep 60 & wait";
        try (Container container = inContainer(LEAVES_AN_ORPHAN + hearsTerm)) {
            container.hear("ready", "the command does not run");
            endTheOrphan(container);
            container.settle(() -> container.children("sleep").isEmpty()); // then it waits
            ProcessHandle.of(container.pid1()).ifPresent(ProcessHandle::destroy);
            container.hear(
                    "it hears TERM", "PID 1 was sent TERM, and its command has not heard of it");
            assertThat(container.end())
                    .as("its exit code, of a command that exits with 5")
                    .isEqualTo(5);
        }
    }

    @Test
    @Order(4)
    @DisplayName("TERM is passed on, too, if it comes as soon as the command runs")
    void earlyTerm() throws Exception {
        String sendsTerm = "trap 'exit 5' TERM; kill -TERM $PPID; while :; do sleep 0.1; done";
        try (Container container = inContainer(sendsTerm)) {
            assertThat(container.end())
                    .as("its exit code: of a command that exits with 5 when TERM is passed on")
                    .isEqualTo(5);
        }
    }

    @Test
    @Order(5)
    @DisplayName("it ends as its command ends, too, if whoever started it ignored SIGCHLD")
    void ignoredSigchld() throws Exception {
        Needs.all(Needs.envWithDefaultSignal());
        List<String> env = List.of("env", "--ignore-signal=CHLD");
        try (Container container = new Container(env, BeInit.class, "sh", "-c", "exit 7")) {
            assertThat(container.end())
                    .as(
                            "its exit code, of a command that exits with 7, where SIGCHLD is ignored from"
                                    + " the start: the kernel reaps then, and keeps no status")
                    .isEqualTo(7);
        }
    }

    private static void endTheOrphan(Container container) {
        container.await("nothing was adopted", () -> !container.children("sleep").isEmpty());
        ProcessHandle.of(container.children("sleep").get(0).pid())
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    private static Container inContainer(String script) throws Exception {
        return new Container(BeInit.class, "sh", "-c", script);
    }
}
