package dev.defunct.exercises;

import static dev.defunct.exercises.Children.ask;
import static dev.defunct.exercises.Children.isThere;
import static dev.defunct.exercises.Children.zombiesNow;
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

    @RegisterExtension final Children children = new Children();

    @Test
    @Order(1)
    @DisplayName("one child has ended: one signal, and it is reaped")
    void one() throws Exception {
        int child = children.zombie(0);
        oneSignal();
        assertThat(isThere(child))
                .withFailMessage(
                        "the child has ended, its signal has come, and it is still a zombie")
                .isFalse();
    }

    @Test
    @Order(2)
    @DisplayName("twenty have ended: one signal, and all are reaped")
    void twenty() throws Exception {
        children.zombies(20);
        oneSignal();
        assertThat(zombiesNow())
                .withFailMessage(
                        () ->
                                "of 20 children that had ended when the one signal came, "
                                        + zombiesNow().size()
                                        + " are still zombies: no other signal will come for them")
                .isEmpty();
    }

    @Test
    @Order(3)
    @DisplayName("another child runs: the handler reaps those that have ended, and returns")
    void whileOneRuns() throws Exception {
        int running = children.running();
        children.zombies(3);
        oneSignal();
        assertThat(zombiesNow())
                .withFailMessage("those that have ended are still zombies")
                .isEmpty();
        assertThat(isThere(running)).as("the one that runs is there").isTrue();
    }

    @Test
    @Order(4)
    @DisplayName("no child is left, since somebody was faster: the handler returns")
    void nobody() throws Exception {
        oneSignal();
    }

    /** The signal comes exactly once, however many have ended; returns when the handler has. */
    private static void oneSignal() throws Exception {
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
        ask(
                "the handler does not return while a child runs: it waits for that, or asks on and on",
                handled::join);
    }
}
