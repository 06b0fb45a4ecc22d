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
    @DisplayName("a child that runs is RUNNING, and the answer returns that while the child runs")
    void running() throws Exception {
        int child = children.running();
        assertThat(look(child)).as("of a child that runs").isEqualTo(Now.RUNNING);
    }

    @Test
    @Order(2)
    @DisplayName("it is RUNNING even if another child has ended, which is left to other code")
    void another() throws Exception {
        int another = children.zombie(7);
        assertThat(look(children.running()))
                .as("of a child that runs, while another child has exited")
                .isEqualTo(Now.RUNNING);
        assertThat(isZombie(another))
                .withFailMessage(
                        "look() has reaped another child than that which it was asked about")
                .isTrue();
    }

    @Test
    @Order(3)
    @DisplayName("a child that is stopped is RUNNING, too: it has not exited")
    void stopped() throws Exception {
        assertThat(look(children.stopped()))
                .as("of a child that is stopped")
                .isEqualTo(Now.RUNNING);
    }

    @Test
    @Order(4)
    @DisplayName("a child that has exited has ENDED, and is reaped")
    void ended() throws Exception {
        int child = children.zombie(0);
        assertThat(look(child)).as("of a child that has exited").isEqualTo(Now.ENDED);
        assertThat(isThere(child))
                .withFailMessage("after look() the child is still in the process table: a zombie")
                .isFalse();
    }

    @Test
    @Order(5)
    @DisplayName("a child that was reaped before is NOT_OURS")
    void again() throws Exception {
        int child = children.zombie(0);
        look(child);
        assertThat(look(child))
                .as("of a child that was reaped before: waitpid says -1, and will for ever")
                .isEqualTo(Now.NOT_OURS);
    }

    @Test
    @Order(6)
    @DisplayName("a process that runs, and is not a child of ours, is NOT_OURS")
    void stranger() throws Exception {
        assertThat(look((int) ProcessHandle.current().pid()))
                .as("of this JVM itself, which is no child of its own")
                .isEqualTo(Now.NOT_OURS);
    }

    private static Now look(int pid) throws Exception {
        return ask(
                "look() waits: it has not returned while the child runs", () -> PollOne.look(pid));
    }
}
