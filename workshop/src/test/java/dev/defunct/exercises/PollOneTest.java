package dev.defunct.exercises;

import static dev.defunct.exercises.TestChildren.ask;
import static dev.defunct.exercises.TestChildren.isThere;
import static dev.defunct.exercises.TestChildren.isZombie;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.exercises.PollOne.Now;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Exercise 4: look without waiting")
@Order(4)
@TestMethodOrder(OrderAnnotation.class)
class PollOneTest {

    @RegisterExtension final TestChildren children = new TestChildren();

    @Test
    @Order(1)
    @DisplayName("for a child that runs, look() returns RUNNING before the child has ended")
    void running() throws Exception {
        int child = children.running();
        assertThat(look(child))
                .as("what look() returns for a child that runs: waitpid returns 0")
                .isEqualTo(Now.RUNNING);
    }

    @Test
    @Order(2)
    @DisplayName(
            "if another child has ended, look() still returns RUNNING, and leaves that child to other code")
    void another() throws Exception {
        int another = children.zombie(7);
        assertThat(look(children.running()))
                .as("what look() returns for a child that runs while another child has exited")
                .isEqualTo(Now.RUNNING);
        assertThat(isZombie(another))
                .withFailMessage(
                        "look() has reaped another child than the one that it was asked about")
                .isTrue();
    }

    @Test
    @Order(3)
    @DisplayName(
            "for a child that is stopped, look() returns RUNNING, too, because the child has not exited")
    void stopped() throws Exception {
        assertThat(look(children.stopped()))
                .as("what look() returns for a child that is stopped")
                .isEqualTo(Now.RUNNING);
    }

    @Test
    @Order(4)
    @DisplayName("for a child that has exited, look() returns ENDED, and reaps the child")
    void ended() throws Exception {
        int child = children.zombie(0);
        assertThat(look(child))
                .as("what look() returns for a child that has exited")
                .isEqualTo(Now.ENDED);
        assertThat(isThere(child))
                .withFailMessage("after look() the child is still in the process table: a zombie")
                .isFalse();
    }

    @Test
    @Order(5)
    @DisplayName("for a child that was reaped before, look() returns NOT_OURS")
    void again() throws Exception {
        int child = children.zombie(0);
        look(child);
        assertThat(look(child))
                .as(
                        "what look() returns for a child that was reaped before: waitpid returns -1, now and later")
                .isEqualTo(Now.NOT_OURS);
    }

    @Test
    @Order(6)
    @DisplayName("for a process that runs, but is not a child of this JVM, look() returns NOT_OURS")
    void stranger() throws Exception {
        assertThat(look((int) ProcessHandle.current().pid()))
                .as("what look() returns for this JVM itself, which is not a child of its own")
                .isEqualTo(Now.NOT_OURS);
    }

    private static Now look(int pid) throws Exception {
        return ask(
                "look() waits: it has not returned while the child runs", () -> PollOne.look(pid));
    }
}
