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
    @DisplayName("exit codes, 0 to 255:")
    void exitCode(int code) {
        assertThat(reap(children.zombie(code)))
                .as("of a child that has exited with code %d", code)
                .isEqualTo("exited with code " + code);
    }

    @Test
    @Order(2)
    @DisplayName("a child that SIGKILL has ended did not exit")
    void signal() {
        assertThat(reap(children.killed(9)))
                .as("of a child that SIGKILL, which is 9, has ended")
                .isEqualTo("killed by signal 9");
    }

    @Test
    @Order(3)
    @DisplayName("the last of the real-time signals, 64, ends a child, too")
    void realTimeSignal() {
        assertThat(reap(children.killed(64)))
                .as("of a child that signal 64 has ended")
                .isEqualTo("killed by signal 64");
    }

    @Test
    @Order(4)
    @DisplayName("a child whose core the kernel has dumped was killed by a signal like any other")
    void coreDump(@TempDir Path folder) {
        int signal = Needs.coreFiles().isEmpty() ? 6 : 15; // SIGABRT, or one that dumps nothing
        assertThat(reap(children.killedIn(folder, signal)))
                .as(
                        "of a child that signal %d has ended: with a core dump one more bit is set",
                        signal)
                .isEqualTo("killed by signal " + signal);
    }

    @Test
    @Order(5)
    @DisplayName("after that it is gone")
    void gone() {
        int child = children.zombie(0);
        reap(child);
        assertThat(isThere(child))
                .withFailMessage("after reap() the child is still in the process table: a zombie")
                .isFalse();
    }

    @Test
    @Order(6)
    @DisplayName("another child has ended before: it is left to other code")
    void another() {
        int another = children.zombie(3);
        assertThat(reap(children.zombie(7)))
                .as("of a child that has exited with code 7, after another that exited with code 3")
                .isEqualTo("exited with code 7");
        assertThat(isZombie(another))
                .withFailMessage("reap() has reaped another child than that which it was asked for")
                .isTrue();
    }

    @Test
    @Order(7)
    @DisplayName("a child that has not ended is waited for, even if it is stopped")
    void waits() {
        int child = children.stopped();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> reap(child));
        assertThat(answer)
                .as("what reap() returns of a child that has not ended: nothing, since it waits")
                .failsWithin(Duration.ofMillis(300))
                .withThrowableOfType(TimeoutException.class);
        ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
        assertThat(answer.join())
                .as("of a child that had not ended when you were asked, until SIGKILL ended it")
                .isEqualTo("killed by signal 9");
    }

    @Test
    @Order(8)
    @DisplayName("if the process is not a child of ours, the result is an IllegalArgumentException")
    void notOurs() {
        assertThatIllegalArgumentException()
                .as("of a pid that waitpid has no child for, and says so")
                .isThrownBy(() -> ReapOne.reap((int) ProcessHandle.current().pid()));
    }

    /**
     * What the answer returns. If it throws because this is not a child of ours, the text of the
     * exception.
     */
    private static String reap(int child) {
        try {
            return ReapOne.reap(child);
        } catch (IllegalArgumentException e) {
            return e.toString();
        }
    }
}
