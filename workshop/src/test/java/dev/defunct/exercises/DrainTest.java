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
    @DisplayName("if one child has ended, the handler reaps it when the signal is raised")
    void one() throws Exception {
        int child = children.zombie(0);
        oneSignal(
                "no child is left, and the handler does not return: what does waitpid return then?");
        assertThat(isThere(child))
                .withFailMessage(
                        "the child has ended, the handler was called, and the child is still a zombie")
                .isFalse();
    }

    @Test
    @Order(2)
    @DisplayName(
            "if many children have ended, the handler reaps them all, although the signal is raised only once")
    void many() throws Exception {
        children.zombies(MANY);
        oneSignal("many children have ended, and the handler does not return");
        assertThat(zombiesNow())
                .withFailMessage(
                        () ->
                                "of %d children that had ended before the one signal, %d are still zombies: there will not be another signal for them"
                                        .formatted(MANY, zombiesNow().size()))
                .isEmpty();
    }

    @Test
    @Order(3)
    @DisplayName("if a child in another process group has ended, the handler reaps it, too")
    void ownGroup() throws Exception {
        int child = children.zombieInOwnGroup();
        oneSignal("a child is in another process group, and the handler does not return");
        assertThat(isThere(child))
                .withFailMessage(
                        "a child in a process group of its own has ended, and is still a zombie")
                .isFalse();
    }

    @Test
    @Order(4)
    @DisplayName(
            "while one child still runs, the handler reaps all children that have ended, and returns")
    void whileOneRuns() throws Exception {
        int running = children.running();
        children.zombies(3);
        oneSignal(
                "the handler does not return while a child runs: it blocks in waitpid, or its loop never ends");
        assertThat(zombiesNow())
                .withFailMessage("the children that have ended are still zombies")
                .isEmpty();
        assertThat(isThere(running)).as("whether the child that runs is still there").isTrue();
    }

    @Test
    @Order(5)
    @DisplayName("if no child is left, because other code was faster, the handler returns")
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
