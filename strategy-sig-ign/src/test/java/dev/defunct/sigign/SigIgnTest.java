package dev.defunct.sigign;

import static dev.defunct.lab.testing.LabAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Sigchld;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Tick;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.testing.Needs;
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
@DisplayName("2.2 The parent ignores SIGCHLD")
@Order(1)
class SigIgnTest {

    @Test
    @DisplayName(
            "D1: when the app exits, no defunct entry remains, although the parent does not wait")
    void theKernelReaps() {
        try (Pair pair = Pair.start(Parent.class)) {
            assertThat(pair.app()).isRunning();

            pair.letAppExit();

            await().untilAsserted(() -> assertThat(pair.app()).isGone());
            assertThat(pair.parent())
                    .isRunning(); // so init, which reaps only orphans, did not reap it
            await().untilAsserted( // and the parent's waitpid did not reap it
                            () ->
                                    assertThat(pair.parent().output())
                                            .contains("waitpid: -1, ECHILD"));
        }
    }

    @Test
    @DisplayName("D1, the price: waitpid fails with ECHILD, and the exit code is lost")
    void theExitCodeIsLost() {
        try (Pair pair = Pair.start(Parent.class)) {
            pair.letAppExit();

            String lost = "the exit status of app " + pair.app().pid() + " is lost";
            await().untilAsserted(
                            () ->
                                    assertThat(pair.parent().output())
                                            .contains("waitpid: -1, ECHILD", lost));
        }
    }

    @Test
    @DisplayName("D1: the kernel lists SIGCHLD among the signals that the parent ignores")
    void disposition() {
        Needs.all(Needs.linux());
        try (Pair pair = Pair.start(Parent.class)) {
            assertThat(Sigchld.of(pair.parent().pid()))
                    .as("what %s does about SIGCHLD", pair.parent())
                    .isEqualTo(Sigchld.IGNORED);
        }
    }

    @Test
    @DisplayName("D3 refuted: if a parent that is PID 1 ignores SIGCHLD, no defunct entry remains")
    void worksForPid1() {
        try (Pair pair = Pair.startUnder(Adopter.SELF, Parent.class)) {
            assertThat(pair.parent().pidInside()).isOne();
            assertThat(Sigchld.of(pair.parent().pid()))
                    .as("what %s does about SIGCHLD", pair.parent())
                    .isEqualTo(Sigchld.IGNORED);

            pair.letAppExit();

            await().untilAsserted(() -> assertThat(pair.app()).isGone());
            assertThat(pair.parent()).isRunning();
        }
    }

    @Nested
    @DisplayName("control: the lesson without its signal(SIGCHLD, SIG_IGN)")
    class Control {

        static final class ForgetsToIgnore {
            public static void main(String[] args) {
                Spawn.java(App.class);
                for (int i = 1; i <= 10; i++) {
                    Tick.sleep();
                    System.out.println("tick " + i);
                }
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "D1, control: without SIG_IGN, the app stays a zombie while the parent lives, and then init learns exit code 7")
        void aZombieStays() {
            try (Pair pair = Pair.start(ForgetsToIgnore.class)) {
                assertThat(Sigchld.of(pair.parent().pid()))
                        .as("what %s does about SIGCHLD", pair.parent())
                        .isEqualTo(Sigchld.DEFAULT);
                pair.letAppExit();

                await().untilAsserted(
                                () -> assertThat(pair.app()).isDefunct().hasParent(pair.parent()));
                await().untilAsserted(() -> assertThat(pair.parent().output()).contains("tick 10"));
                assertThat(pair.app()).isDefunct();
                pair.letParentExit();
                String reaped = "reaps " + pair.app().pid() + ", which exited with code 7";
                await().untilAsserted(() -> assertThat(pair.init().output()).contains(reaped));
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "D3, control: if the parent is PID 1 and does not ignore SIGCHLD, the app becomes a zombie")
        void pid1HasAZombie() {
            try (Pair pair = Pair.startUnder(Adopter.SELF, ForgetsToIgnore.class)) {
                pair.letAppExit();

                await().untilAsserted(
                                () -> assertThat(pair.app()).isDefunct().hasParent(pair.parent()));
            }
        }
    }
}
