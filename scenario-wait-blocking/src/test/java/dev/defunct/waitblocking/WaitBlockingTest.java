package dev.defunct.waitblocking;

import static dev.defunct.lab.testing.LabAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;
import dev.defunct.lab.testing.NeverWaits;
import dev.defunct.lab.testing.Pair;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each test starts the parent (the article's test.py) and its app (app.py), lets the app exit, and
 * reads the process table from outside.
 */
@DisplayName("1.2 The parent waits")
@Order(1)
class WaitBlockingTest {

    private static final String OTHER_THREAD = "another thread goes on";

    @Test
    @DisplayName("B2: when the app exits, the waiting parent reaps it, and learns exit code 7")
    void theParentReaps() {
        try (Pair pair = Pair.start(Parent.class)) {
            assertThat(pair.app()).isRunning();

            pair.letAppExit();

            await().untilAsserted(() -> assertThat(pair.app()).isGone());
            assertThat(pair.parent())
                    .isRunning(); // so init, which reaps only orphans, did not reap it
            String learned = "app " + pair.app().pid() + " exited with code 7";
            await().untilAsserted(() -> assertThat(pair.parent().output()).contains(learned));
        }
    }

    @Test
    @DisplayName(
            "B3: while the app runs, the waiting thread does not print a tick, but another thread of the parent goes on printing")
    void oneThreadIsBlocked() {
        try (Pair pair = Pair.start(Parent.class)) {
            await().untilAsserted(() -> assertThat(pair.app().output()).contains("2"));
            int printed = pair.parent().output().size();
            await().untilAsserted(
                            () ->
                                    assertThat(pair.parent().output())
                                            .hasSizeGreaterThan(printed + 10));
            assertThat(pair.app()).isRunning();
            assertThat(pair.parent().output()) // no tick of the main thread
                    .as("what the parent prints while the app runs")
                    .containsOnly(OTHER_THREAD);

            pair.letAppExit();

            await().untilAsserted(() -> assertThat(pair.parent().output()).contains("tick 7"));
        }
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    class Control {

        /** The lesson without its second thread. */
        static final class HasOneThread {
            public static void main(String[] args) {
                Posix.get().waitpid(Spawn.java(App.class), new int[1], 0);
                System.out.println("tick 1");
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName("B2, control: without waitpid, the app stays a zombie while the parent lives")
        void aZombieStays() {
            try (Pair pair = Pair.start(NeverWaits.class)) {
                pair.letAppExit();

                await().untilAsserted(
                                () -> assertThat(pair.app()).isDefunct().hasParent(pair.parent()));
                await().untilAsserted(() -> assertThat(pair.parent().output()).contains("tick 10"));
                assertThat(pair.app()).isDefunct();
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName("B3, control: without waitpid, the parent goes on ticking while the app runs")
        void ticksOn() {
            try (Pair pair = Pair.start(NeverWaits.class)) {
                await().untilAsserted(() -> assertThat(pair.parent().output()).contains("tick 10"));
                assertThat(pair.app()).isRunning();
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName("B3, control: a parent without another thread prints nothing while it waits")
        void printsNothing() {
            try (Pair pair = Pair.start(HasOneThread.class)) {
                await().untilAsserted(() -> assertThat(pair.app().output()).contains("2"));
                assertThat(pair.parent().output()).isEmpty();

                pair.letAppExit();

                await().untilAsserted(() -> assertThat(pair.parent().output()).contains("tick 1"));
            }
        }
    }
}
