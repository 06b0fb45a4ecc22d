package dev.defunct.exercises;

import static dev.defunct.exercises.Children.ask;
import static dev.defunct.exercises.Children.isThere;
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

    @RegisterExtension final Children children = new Children();

    @Test
    @Order(1)
    @DisplayName("a child that runs is RUNNING, and we are told so while it runs")
    void running() throws Exception {
        int child = children.running();
        Now now = ask("look() waits: it has not returned while the child runs", () -> look(child));
        assertThat(now).as("of a child that runs").isEqualTo(Now.RUNNING);
    }

    @Test
    @Order(2)
    @DisplayName("a child that has exited has ENDED, and is reaped")
    void ended() throws Exception {
        int child = children.zombie(0);
        assertThat(look(child)).as("of a child that has exited").isEqualTo(Now.ENDED);
        assertThat(isThere(child))
                .withFailMessage("after look() the child is still in the process table: a zombie")
                .isFalse();
    }

    @Test
    @Order(3)
    @DisplayName("asked about once more, after it was reaped, it is NOT_OURS")
    void again() throws Exception {
        int child = children.zombie(0);
        look(child);
        assertThat(look(child))
                .as("of a child that was reaped before: waitpid says -1, and will for ever")
                .isEqualTo(Now.NOT_OURS);
    }

    private static Now look(int pid) {
        return PollOne.look(pid);
    }
}
