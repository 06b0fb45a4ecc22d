package dev.defunct.exercises;

import static dev.defunct.exercises.TestChildren.isThere;
import static dev.defunct.exercises.TestChildren.isZombie;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.defunct.lab.testing.Needs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Exercise 3: reap one child, and tell exit from signal")
@Order(3)
@TestMethodOrder(OrderAnnotation.class)
class ReapOneTest {

    @RegisterExtension final TestChildren children = new TestChildren();

    @Order(1)
    @ParameterizedTest(quoteTextArguments = false, name = "a child that exits with code {0}")
    @ValueSource(ints = {0, 7, 255})
    @DisplayName("an exit code from 0 to 255 is reported:")
    void exitCode(int code) {
        assertThat(reap(children.zombie(code)))
                .as("what reap() returns for a child that has exited with code %d", code)
                .isEqualTo("exited with code " + code);
    }

    @Test
    @Order(2)
    @DisplayName("a child that SIGKILL has killed is reported as killed, not as exited")
    void signal() {
        assertThat(reap(children.killed(9)))
                .as("what reap() returns for a child that SIGKILL, which is 9, has killed")
                .isEqualTo("killed by signal 9");
    }

    @Test
    @Order(3)
    @DisplayName(
            "a child that 64, the last real-time signal, has killed is reported as killed, too")
    void realTimeSignal() {
        assertThat(reap(children.killed(64)))
                .as("what reap() returns for a child that signal 64 has killed")
                .isEqualTo("killed by signal 64");
    }

    @Test
    @Order(4)
    @DisplayName(
            "a child that a signal has killed with a core dump is reported with that signal, too")
    void coreDump(@TempDir Path folder) {
        int signal =
                Needs.coreFiles().isEmpty() ? 6 : 15; // SIGABRT, or SIGTERM, which dumps nothing
        assertThat(reap(children.killedIn(folder, signal)))
                .as(
                        "what reap() returns for a child that signal %d has killed: a core dump sets one more bit",
                        signal)
                .isEqualTo("killed by signal " + signal);
    }

    @Test
    @Order(5)
    @DisplayName("after reap(), the child is gone")
    void gone() {
        int child = children.zombie(0);
        reap(child);
        assertThat(isThere(child))
                .withFailMessage("after reap() the child is still in the process table: a zombie")
                .isFalse();
    }

    @Test
    @Order(6)
    @DisplayName("reap() leaves another child, which has ended before, to other code")
    void another() {
        int another = children.zombie(3);
        assertThat(reap(children.zombie(7)))
                .as(
                        "what reap() returns for a child that has exited with code 7, after another exited with code 3")
                .isEqualTo("exited with code 7");
        assertThat(isZombie(another))
                .withFailMessage(
                        "reap() has reaped another child than the one that it was asked for")
                .isTrue();
    }

    @Test
    @Order(7)
    @DisplayName("reap() waits for a child that has not ended, even if the child is stopped")
    void waits() {
        int child = children.stopped();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> reap(child));
        assertThat(answer)
                .as("what reap() returns for a child that has not ended: nothing, because it waits")
                .failsWithin(Duration.ofMillis(300))
                .withThrowableOfType(TimeoutException.class);
        ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
        assertThat(answer.join())
                .as("what reap() returns for a child that SIGKILL has killed while reap() waited")
                .isEqualTo("killed by signal 9");
    }

    @Test
    @Order(8)
    @DisplayName(
            "for a process that is not a child of this JVM, the result is an IllegalArgumentException")
    void notOurs() {
        assertThatIllegalArgumentException()
                .as("what reap() does with a pid that is not a child, for which waitpid returns -1")
                .isThrownBy(() -> ReapOne.reap((int) ProcessHandle.current().pid()));
    }

    /**
     * What the answer returns, or the text of its exception if the process is not a child of this
     * JVM.
     */
    private static String reap(int child) {
        try {
            return ReapOne.reap(child);
        } catch (IllegalArgumentException e) {
            return e.toString();
        }
    }
}
