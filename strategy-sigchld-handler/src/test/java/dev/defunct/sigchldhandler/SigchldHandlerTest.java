package dev.defunct.sigchldhandler;

import static dev.defunct.lab.testing.LabAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Tick;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.testing.BlockedSigchld;
import dev.defunct.lab.testing.Family;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Pair;
import java.time.Duration;
import jnr.constants.platform.Signal;
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
@DisplayName("2.3 The parent handles SIGCHLD with waitpid")
@Order(1)
class SigchldHandlerTest {

    @Test
    @DisplayName("E1: when the app exits, no defunct entry remains, although the parent lives on")
    void noDefunctEntryStays() {
        try (Pair pair = Pair.start(Parent.class)) {
            assertThat(pair.app()).isRunning();

            pair.letAppExit();

            await().untilAsserted(() -> assertThat(pair.app()).isGone());
            assertThat(pair.parent())
                    .isRunning(); // so init, which reaps only orphans, did not reap it
        }
    }

    @Test
    @DisplayName("E1: the parent is not blocked: it prints all its ticks while the app runs")
    void notBlocked() {
        try (Pair pair = Pair.start(Parent.class)) {
            await().untilAsserted(() -> assertThat(pair.parent().output()).contains("tick 10"));
            assertThat(pair.app()).isRunning();
        }
    }

    @Test
    @DisplayName(
            "E1: the handler is called even if the process that starts the play has blocked SIGCHLD")
    void callerHasBlockedSigchld() {
        try (BlockedSigchld caller = BlockedSigchld.inThisThread();
                Pair pair = Pair.startUnder(Adopter.HOST, Parent.class)) {
            String blocked = "[0-9a-f]{11}[13579bdf][0-9a-f]{4}"; // bit 17 is SIGCHLD
            String unblocked = "0{16}"; // ProcessBuilder unblocks all (JDK-8234262)
            assertThat(BlockedSigchld.signalsBlockedIn(pair.launcher().pid()))
                    .as("control: the blocked signals that the parent's launcher has inherited")
                    .matches(Jvm.sinceJdk(20, blocked, unblocked));

            pair.letAppExit();

            await().untilAsserted(() -> assertThat(pair.app()).isGone());
            assertThat(pair.parent()).isRunning(); // so PID 1 did not reap it
        }
    }

    @Test
    @DisplayName("E2: if all remaining children are still running, waitpid with WNOHANG returns 0")
    void noChildReady() {
        try (Family family = Family.of(20, TwentyChildren.ReapsAll.class)) {
            long child = family.children().get(3);

            family.end(child);

            String reaped = "child " + child + " was killed by SIGTERM (15)";
            await().untilAsserted(
                            () ->
                                    assertThat(family.output())
                                            .containsExactly(reaped, "no child is ready"));
        }
    }

    @Test
    @DisplayName(
            "E3, E2: the handler learns the app's pid and exit code 7, and then learns that no child is left")
    void exitCode() {
        try (Pair pair = Pair.start(Parent.class)) {
            pair.letAppExit();

            String reaped = "child " + pair.app().pid() + " exited with code 7";
            await().untilAsserted(
                            () ->
                                    assertThat(pair.parent().output())
                                            .containsSubsequence(reaped, "no child is left"));
        }
    }

    @Test
    @DisplayName("E3: if SIGKILL killed the app, the handler learns the signal, not an exit code")
    void killed() {
        try (Pair pair = Pair.start(Parent.class)) {
            pair.app().signal(Signal.SIGKILL);

            String reaped = "child " + pair.app().pid() + " was killed by SIGKILL (9)";
            await().untilAsserted(() -> assertThat(pair.parent().output()).contains(reaped));
            assertThat(pair.parent().output()).noneMatch(line -> line.contains("exited with code"));
        }
    }

    @Test
    @DisplayName("E4: the app prints 0, 1, 2 and exits first; the parent goes on to its tenth tick")
    void theArticlesPair() {
        try (Pair pair = Pair.start(Parent.class)) {
            pair.letAppExit();

            await().untilAsserted(() -> assertThat(pair.app()).isGone());
            assertThat(pair.app().output()).containsExactly("0", "1", "2");
            await().untilAsserted(() -> assertThat(pair.parent().output()).contains("tick 10"));
            assertThat(pair.parent()).isRunning();
        }
    }

    @Test
    @DisplayName(
            "if twenty children exit while the parent is stopped, the parent gets one SIGCHLD, and reaps all twenty")
    void oneSignalForTwenty() {
        try (Family family = Family.of(20, TwentyChildren.ReapsAll.class)) {
            allExitWhileStopped(family);

            family.parent().signal(Signal.SIGCONT);

            await().untilAsserted(
                            () ->
                                    assertThat(family.defunct())
                                            .as("the zombies among the twenty children")
                                            .isEmpty());
            await().untilAsserted(
                            () ->
                                    assertThat(family.output())
                                            .hasSize(21)
                                            .endsWith("no child is left"));
        }
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    class Control {

        /** The lesson without its handler. */
        static final class ForgetsTheHandler {
            public static void main(String[] args) {
                Spawn.java(App.class);
                for (int i = 1; i <= 10; i++) {
                    Tick.sleep();
                    System.out.println("tick " + i);
                }
            }
        }

        /** The lesson with a waitpid that blocks in place of the handler. */
        static final class BlocksInstead {
            public static void main(String[] args) {
                Posix.get().waitpid(Spawn.java(App.class), new int[1], 0);
                System.out.println("tick 1");
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "E1, control: without the handler, the app stays a zombie while the parent lives")
        void aDefunctEntryStays() {
            try (Pair pair = Pair.start(ForgetsTheHandler.class)) {
                pair.letAppExit();

                await().untilAsserted(
                                () -> assertThat(pair.app()).isDefunct().hasParent(pair.parent()));
                await().untilAsserted(() -> assertThat(pair.parent().output()).contains("tick 10"));
                assertThat(pair.app()).isDefunct();
                assertThat(pair.parent().output()).noneMatch(line -> line.startsWith("child"));
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "E1, control: a parent that blocks in waitpid prints no tick while the app runs")
        void blocks() {
            try (Pair pair = Pair.start(BlocksInstead.class)) {
                await().untilAsserted(() -> assertThat(pair.app().output()).contains("2"));
                assertThat(pair.parent().output()).isEmpty();

                pair.letAppExit();

                await().untilAsserted(() -> assertThat(pair.parent().output()).contains("tick 1"));
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "control: a handler with an \"if\" in place of the \"while\" reaps one of the twenty children, and leaves nineteen zombies")
        void nineteenZombies() {
            try (Family family = Family.of(20, TwentyChildren.ReapsOne.class)) {
                allExitWhileStopped(family);

                family.parent().signal(Signal.SIGCONT);

                await().during(Duration.ofSeconds(1))
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(family.defunct()).hasSize(19));
                family.letParentExit();
                assertThat(family.output())
                        .as("the output of the handler, which is called for one signal")
                        .hasSize(1);
            }
        }
    }

    private static void allExitWhileStopped(Family family) {
        family.parent().signal(Signal.SIGSTOP);
        await().untilAsserted(() -> assertThat(family.parent()).isStopped());
        family.children().forEach(family::end);
        await().untilAsserted(() -> assertThat(family.defunct()).hasSize(20));
    }
}
