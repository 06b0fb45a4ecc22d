package dev.defunct.exercises;

import static dev.defunct.exercises.Children.isThere;
import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.defunct.lab.ps.ProcessEntry.State;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Exercise 3: reap one child, and tell exit from signal")
@Order(3)
@TestMethodOrder(OrderAnnotation.class)
class ReapOneTest {

    @RegisterExtension final Children children = new Children();

    @Order(1)
    @ParameterizedTest(quoteTextArguments = false, name = "a child that exits with code {0}")
    @ValueSource(ints = {0, 7, 255})
    @DisplayName("exit codes, 0 to 255:")
    void exitCode(int code) {
        assertThat(ReapOne.reap(children.zombie(code)))
                .as("of a child that has exited with code %d", code)
                .isEqualTo("exited with code " + code);
    }

    @Test
    @Order(2)
    @DisplayName("a child that SIGKILL has ended did not exit")
    void signal() {
        assertThat(ReapOne.reap(children.killed()))
                .as("of a child that SIGKILL, which is 9, has ended")
                .isEqualTo("killed by signal 9");
    }

    @Test
    @Order(3)
    @DisplayName("after that it is gone")
    void gone() {
        int child = children.zombie(0);
        ReapOne.reap(child);
        assertThat(isThere(child))
                .withFailMessage("after reap() the child is still in the process table: a zombie")
                .isFalse();
    }

    @Test
    @Order(4)
    @DisplayName("a child that still runs is waited for")
    void waits() throws Exception {
        int child = children.running();
        assertThatProcess(child).becomes(State.SLEEPING);
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<String> answer =
                CompletableFuture.supplyAsync(
                        () -> {
                            asked.countDown();
                            return ReapOne.reap(child);
                        });
        asked.await();
        ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
        assertThat(answer.join())
                .as("of a child that ran when you were asked, until SIGKILL ended it")
                .isEqualTo("killed by signal 9");
    }

    @Test
    @Order(5)
    @DisplayName("of a process that is no child of ours it says that: IllegalArgumentException")
    void notOurs() {
        assertThatIllegalArgumentException()
                .as("of a pid that waitpid has no child for, and says so")
                .isThrownBy(() -> ReapOne.reap((int) ProcessHandle.current().pid()));
    }
}
