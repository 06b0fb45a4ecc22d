package dev.defunct.exercises;

import static dev.defunct.exercises.TestChildren.ask;
import static dev.defunct.exercises.TestChildren.isThere;
import static dev.defunct.exercises.TestChildren.zombiesNow;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import sun.misc.Signal;

@DisplayName("Exercise 5: one signal, many children")
@Order(5)
@TestMethodOrder(OrderAnnotation.class)
class DrainTest {

    private static final Signal SIGCHLD = new Signal("CHLD");
    private static final int MANY = 40;

    @RegisterExtension final TestChildren children = new TestChildren();

    @Test
    @Order(1)
    @DisplayName("one child has ended: one signal, and it is reaped")
    void one() throws Exception {
        int child = children.zombie(0);
        oneSignal(
                "no child is left, and the handler does not return: what is waitpid's result then?");
        assertThat(isThere(child))
                .withFailMessage(
                        "the child has ended, its signal has come, and it is still a zombie")
                .isFalse();
    }

    @Test
    @Order(2)
    @DisplayName("many have ended: one signal, and all are reaped")
    void many() throws Exception {
        children.zombies(MANY);
        oneSignal("many have ended, and the handler does not return");
        assertThat(zombiesNow())
                .withFailMessage(
                        () ->
                                "of "
                                        + MANY
                                        + " children that had ended when the one signal came, "
                                        + zombiesNow().size()
                                        + " are still zombies: no other signal will come for them")
                .isEmpty();
    }

    @Test
    @Order(3)
    @DisplayName("one that has ended is in another process group: it is reaped, too")
    void ownGroup() throws Exception {
        int child = children.zombieInOwnGroup();
        oneSignal("a child is in another process group, and the handler does not return");
        assertThat(isThere(child))
                .withFailMessage(
                        "a child that has ended, in a process group of its own, is still a zombie")
                .isFalse();
    }

    @Test
    @Order(4)
    @DisplayName("another child runs: the handler reaps those that have ended, and returns")
    void whileOneRuns() throws Exception {
        int running = children.running();
        children.zombies(3);
        oneSignal(
                "the handler does not return while a child runs: it waits for that, or asks on and on");
        assertThat(zombiesNow())
                .withFailMessage("those that have ended are still zombies")
                .isEmpty();
        assertThat(isThere(running)).as("the one that runs is there").isTrue();
    }

    @Test
    @Order(5)
    @DisplayName("no child is left, because other code was faster: the handler returns")
    void nobody() throws Exception {
        oneSignal("there is no child, and the handler does not return");
    }

    /**
     * Raises the signal exactly once, however many children have ended. Returns when the handler
     * has returned.
     *
     * @param sentence the message of the failure if the handler does not return
     */
    private static void oneSignal(String sentence) throws Exception {
        CompletableFuture<Void> handled = new CompletableFuture<>();
        Signal.handle(
                SIGCHLD,
                signal -> {
                    try {
                        new Drain().handle(signal);
                        handled.complete(null);
                    } catch (RuntimeException e) {
                        handled.completeExceptionally(e);
                    }
                });
        Signal.raise(SIGCHLD);
        ask(sentence, handled::join);
    }
}
