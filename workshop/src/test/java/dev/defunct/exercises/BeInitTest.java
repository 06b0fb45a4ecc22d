package dev.defunct.exercises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.testing.Needs;
import java.util.List;
import jnr.constants.platform.Signal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@DisplayName("Exercise 9: be PID 1")
@Order(9)
@TestMethodOrder(OrderAnnotation.class)
class BeInitTest {

    private static final String EXITS_WITH_7 = "echo ready; read line; exit 7";

    /** The second orphan is in another process group, like most background processes. */
    private static final String LEAVES_TWO_ORPHANS = "sh -c 'sleep 60 & setsid sleep 60 &'; ";

    @Test
    @Order(1)
    @DisplayName(
            "BeInit exits with its command's exit code when the command has exited, even if orphans still run")
    void exitCode() throws Exception {
        try (AnswerAsPid1 container = inContainer(LEAVES_TWO_ORPHANS + EXITS_WITH_7)) {
            container.hear("ready", "the command does not run");
            assertThat(end(container))
                    .as("its exit code, when its command exits with 7%s", container.exception())
                    .isEqualTo(7);
        }
    }

    @Test
    @Order(2)
    @DisplayName(
            "BeInit reaps the orphans that it has adopted when they end, while its command goes on")
    void orphans() throws Exception {
        try (AnswerAsPid1 container = inContainer(LEAVES_TWO_ORPHANS + "exec cat")) {
            container.tell("hello");
            container.hear("hello", "the command does not run");
            endTheOrphans(container);
            container.awaitAnswer(
                    "an orphan that it has adopted has ended, and is a zombie",
                    () -> container.children("sleep").isEmpty());
            container.tell("and on");
            String sentence = "it took the end of an orphan for the end of its command";
            container.hear("and on", sentence);
            assertThat(end(container))
                    .as(sentence + ": its exit code%s", container.exception())
                    .isZero();
        }
    }

    @Test
    @Order(3)
    @DisplayName(
            "BeInit passes TERM on to its command alone, and waits until the command has exited")
    void term() throws Exception {
        String onTerm = "trap 'echo it hears TERM; read line; exit 5' TERM; ";
        try (AnswerAsPid1 container =
                inContainer(LEAVES_TWO_ORPHANS + onTerm + "echo ready; sleep 60 & wait")) {
            container.hear("ready", "the command does not run");
            awaitOrphans(container);
            ProcessHandle.of(container.pid1()).ifPresent(ProcessHandle::destroy);
            container.hear(
                    "it hears TERM", "PID 1 was sent TERM, and its command did not get the signal");
            assertThat(orphansThatStop(container))
                    .as("how many of 2 orphans run on after TERM, which is only for the command")
                    .isEqualTo(2);
            container.tell("go on");
            assertThat(end(container))
                    .as(
                            "its exit code, when its command exits with 5 some time after TERM%s",
                            container.exception())
                    .isEqualTo(5);
        }
    }

    @Test
    @Order(4)
    @DisplayName(
            "BeInit passes TERM on to its command alone even if TERM comes as soon as the command runs")
    void earlyTerm() throws Exception {
        String sendsTerm =
                "trap 'echo it hears TERM; read line; exit 5' TERM; echo ready; read line;"
                        + " kill -TERM $PPID; kill -WINCH $PPID; while :; do sleep 0.1; done";
        try (AnswerAsPid1 container =
                new AnswerAsPid1(HeldBeInit.class, "sh", "-c", LEAVES_TWO_ORPHANS + sendsTerm)) {
            container.hear("ready", "the command does not run");
            awaitOrphans(container);
            container.tell("send TERM");
            String sentence =
                    "TERM came before you knew the pid of your command, and the command did not get"
                            + " the signal";
            container.awaitAnswer(
                    sentence,
                    () -> container.heard().contains("it hears TERM") || container.hasEnded());
            if (container.hasEnded()) {
                assertThat(end(container))
                        .withFailMessage(
                                "143 is 128 + 15: TERM ended your JVM. It came before your handler for TERM"
                                        + " was there. Install the handler before the command starts.")
                        .isNotEqualTo(143);
            }
            container.hear("it hears TERM", sentence);
            assertThat(orphansThatStop(container))
                    .as(
                            "how many of 2 orphans run on after TERM, which came before you knew the pid"
                                    + " of your command: kill(0, ...) signals your process group")
                    .isEqualTo(2);
            container.tell("go on");
            assertThat(end(container))
                    .as(
                            "its exit code, when its command exits with 5 some time after TERM%s",
                            container.exception())
                    .isEqualTo(5);
        }
    }

    @Test
    @Order(5)
    @DisplayName(
            "BeInit exits with its command's exit code even if the process that started BeInit ignored SIGCHLD")
    void ignoredSigchld() throws Exception {
        Needs.all(Needs.envWithDefaultSignal());
        List<String> env = List.of("env", "--ignore-signal=CHLD");
        try (AnswerAsPid1 container =
                new AnswerAsPid1(env, BeInit.class, "sh", "-c", EXITS_WITH_7)) {
            container.hear("ready", "the command does not run");
            String sentence =
                    "its command has ended, and it keeps running: SIGCHLD was ignored when it started, so"
                            + " waitpid returns -1 (ECHILD), and your loop asks again and again";
            assertThat(container.end(sentence))
                    .as(
                            "its exit code, when its command exits with 7, and SIGCHLD is ignored from"
                                    + " the start: then the kernel reaps, and keeps no status%s",
                            container.exception())
                    .isEqualTo(7);
        }
    }

    @Test
    @Order(6)
    @DisplayName(
            "BeInit exits with its command's exit code even if a handler for SIGCHLD runs before waitpid returns")
    void onlyOneWaits() throws Exception {
        try (AnswerAsPid1 container =
                new AnswerAsPid1(OutrunBeInit.class, "sh", "-c", EXITS_WITH_7)) {
            container.hear("ready", "the command does not run");
            String sentence =
                    "two calls of waitpid wait for your command: the call in your handler for SIGCHLD"
                            + " was first, and took the status, so the other call returned -1 (ECHILD)";
            assertThat(container.end(sentence))
                    .as(
                            sentence + ". Its exit code, when its command exits with 7%s",
                            container.exception())
                    .isEqualTo(7);
        }
    }

    @Test
    @Order(7)
    @DisplayName("while its command sleeps, BeInit uses nearly no CPU time")
    void blocks() throws Exception {
        try (AnswerAsPid1 container = inContainer("echo ready; exec sleep 60")) {
            container.hear("ready", "the command does not run");
            container.awaitIdle("it asks again and again. Here waitpid may block.");
        }
    }

    private static int end(AnswerAsPid1 container) throws Exception {
        return container.end(
                "its command has ended, and it keeps running: which child does it wait for?");
    }

    private static void awaitOrphans(AnswerAsPid1 container) {
        container.await("the orphans do not run", () -> in(container, State.SLEEPING) == 2);
    }

    private static void endTheOrphans(AnswerAsPid1 container) {
        awaitOrphans(container);
        container.signal("sleep", Signal.SIGKILL);
    }

    /**
     * Stops the orphans, and returns how many are stopped. An orphan that has already received TERM
     * exits instead of stopping.
     */
    private static long orphansThatStop(AnswerAsPid1 container) {
        container.signal("sleep", Signal.SIGSTOP);
        container.await(
                "the orphans do not stop", // between sleeping and stopped, such a process runs
                () ->
                        container.children("sleep").stream()
                                .allMatch(o -> o.isZombie() || o.state() == State.STOPPED));
        return in(container, State.STOPPED);
    }

    private static long in(AnswerAsPid1 container, State state) {
        return container.children("sleep").stream().filter(o -> o.state() == state).count();
    }

    private static AnswerAsPid1 inContainer(String script) throws Exception {
        return new AnswerAsPid1(BeInit.class, "sh", "-c", script);
    }
}
