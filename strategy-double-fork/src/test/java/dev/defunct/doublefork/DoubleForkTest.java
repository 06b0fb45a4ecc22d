package dev.defunct.doublefork;

import static dev.defunct.lab.section.Event.Kind.ENDED;
import static dev.defunct.lab.testing.LabAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.role.Tick;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import dev.defunct.lab.testing.NeverWaits;
import dev.defunct.lab.testing.Pair;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each test starts the parent (the article's test.py), lets the child in the middle and then the
 * app exit, and reads the process table.
 */
@DisplayName("2.1 Fork twice")
@Order(1)
class DoubleForkTest {

    /**
     * Prints what standard input is, and the last digit of the mask of ignored signals: SIGHUP is
     * 1, SIGINT 2, SIGQUIT 4.
     */
    private static final String INPUT_AND_IGNORED =
            "readlink /proc/self/fd/0; sed -n 's/SigIgn:.*\\(.\\)/ignored: \\1/p' /proc/self/status";

    @Test
    @DisplayName("C1: the parent reaps the child in the middle, which exited with code 0")
    void waitsForTheChild() {
        try (Pair pair = Pair.start(Parent.class)) {
            assertThat(pair.intermediate()).isRunning().hasParent(pair.parent());

            pair.letIntermediateExit();

            await().untilAsserted(() -> assertThat(pair.intermediate()).isGone());
            String learned = "intermediate " + pair.intermediate().pid() + " exited with code 0";
            await().untilAsserted(() -> assertThat(pair.parent().output()).contains(learned));
        }
    }

    @Test
    @DisplayName(
            "C2: the child in the middle starts the app, and exits while the app is still running")
    void exitsAtOnce() {
        try (Pair pair = Pair.start(Parent.class)) {
            await().untilAsserted(
                            () ->
                                    assertThat(pair.timeline().has(ENDED.of(Role.INTERMEDIATE)))
                                            .as(pair.timeline().toString())
                                            .isTrue());
            assertThat(pair.app()).isRunning();
            assertThat(pair.timeline().inOrder(ENDED.of(Role.APP), ENDED.of(Role.INTERMEDIATE)))
                    .as(
                            "whether the app was done before the child in the middle\n%s",
                            pair.timeline())
                    .isFalse();
        }
    }

    @Test
    @DisplayName(
            "C3: init adopts the app, and reaps the app when it exits: the parent does not have a zombie")
    void initReapsTheApp() {
        try (Pair pair = Pair.start(Parent.class)) {
            assertThat(pair.app()).hasParent(pair.intermediate());

            pair.letIntermediateExit();
            await().untilAsserted(() -> assertThat(pair.app()).isRunning().hasParent(pair.init()));

            pair.letAppExit();
            await().untilAsserted(() -> assertThat(pair.app()).isGone());
            assertThat(pair.parent()).isRunning();
            String reaped = "reaps " + pair.app().pid() + ", which exited with code 7";
            await().untilAsserted(() -> assertThat(pair.init().output()).contains(reaped));
        }
    }

    @Test
    @DisplayName(
            "C3, the price: the parent cannot learn the exit code of the app, because waitpid fails with ECHILD")
    void losesTheStatus() {
        try (Pair pair = Pair.start(LosesTheStatus.class)) {
            pair.letIntermediateExit();
            await().untilAsserted(() -> assertThat(pair.app()).hasParent(pair.init()));
            pair.letAppExit();

            await().untilAsserted(
                            () ->
                                    assertThat(pair.parent().output())
                                            .containsExactly("waitpid: -1, ECHILD"));
            await().untilAsserted(
                            () ->
                                    assertThat(pair.init().output())
                                            .anyMatch(line -> line.endsWith("exited with code 7")));
        }
    }

    @Test
    @DisplayName("C3: the parent can get the exit code of the grandchild through a pipe")
    void getsTheStatusBack() {
        assertThat(Jvm.run(GetsTheStatusBack.class))
                .containsExactly(
                        "waitpid: the child in the middle exited with code 0", "the pipe: 7");
    }

    @Test
    @DisplayName(
            "a server that has forked twice cannot start again, because the orphan has inherited its socket")
    void handsDownItsPort() {
        assertThat(Jvm.run(HandsDownItsPort.class))
                .containsExactly("restart: Address already in use");
    }

    @Test
    @DisplayName("a program started by sh with & reads /dev/null, and ignores SIGINT and SIGQUIT")
    void shellInBackground() throws Exception {
        assertThat(linesOf("sh", "-c", "{ " + INPUT_AND_IGNORED + "; } & wait"))
                .as("its input, and the signals that it ignores: SIGINT is 2, SIGQUIT is 4")
                .containsExactly("/dev/null", "ignored: 6");
    }

    private static List<String> linesOf(String... command) throws IOException {
        List<String> all = new ArrayList<>(Jvm.withDefaultSignals());
        // with cat, because setsid exits early, and the JDK closes the pipe of a child that has
        // exited
        all.addAll(List.of("sh", "-c", "\"$@\" | cat", "sh"));
        all.addAll(List.of(command));
        return new ProcessBuilder(all).start().inputReader().lines().toList();
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    class Control {

        /** The lesson without its waitpid. */
        static final class ForgetsTheIntermediate {
            public static void main(String[] args) {
                Spawn.java(Intermediate.class);
                for (int i = 1; i <= 10; i++) {
                    Tick.sleep();
                    System.out.println("tick " + i);
                }
            }
        }

        /** The lesson with a child in the middle that stays for a while. */
        static final class StartsADawdler {
            public static void main(String[] args) {
                Posix.get().waitpid(Spawn.java(Dawdles.class), new int[1], 0);
            }
        }

        static final class Dawdles {
            public static void main(String[] args) {
                Spawn.java(App.class);
                for (int i = 0; i < 500; i++) {
                    Tick.sleep();
                }
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "C1, control: without waitpid the child in the middle stays a zombie of the parent")
        void forgetsTheIntermediate() {
            try (Pair pair = Pair.start(ForgetsTheIntermediate.class)) {
                pair.letIntermediateExit();

                await().untilAsserted(
                                () ->
                                        assertThat(pair.intermediate())
                                                .isDefunct()
                                                .hasParent(pair.parent()));
                await().untilAsserted(() -> assertThat(pair.parent().output()).contains("tick 10"));
                assertThat(pair.intermediate()).isDefunct();
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "C2, control: if the child in the middle does not exit at once, the app exits first")
        void dawdles() {
            try (Pair pair = Pair.start(StartsADawdler.class)) {
                await().untilAsserted(
                                () ->
                                        assertThat(pair.timeline().has(ENDED.of(Role.APP)))
                                                .as(pair.timeline().toString())
                                                .isTrue());
                assertThat(pair.timeline().has(ENDED.of(Role.INTERMEDIATE)))
                        .as(pair.timeline().toString())
                        .isFalse();
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "C3, control: with only one fork, the app is a child of the parent, and becomes a zombie of the parent")
        void forksOnce() {
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
        @DisplayName(
                "C3, control: if the parent is PID 1, the parent itself adopts the app, and the app becomes a zombie of the parent")
        void parentIsPid1() {
            try (Pair pair = Pair.startUnder(Adopter.SELF, Parent.class)) {
                assertThat(pair.parent().pidInside()).isOne();
                pair.letIntermediateExit();
                await().untilAsserted(() -> assertThat(pair.app()).hasParent(pair.parent()));

                pair.letAppExit();

                await().untilAsserted(() -> assertThat(pair.app()).isDefunct());
                await().untilAsserted(() -> assertThat(pair.parent().output()).contains("tick 10"));
                assertThat(pair.app()).isDefunct().hasParent(pair.parent());
            }
        }

        @Test
        @DisplayName("control: with FD_CLOEXEC on its socket, the server can start again")
        void keepsItsPort() {
            assertThat(Jvm.run(KeepsItsPort.class)).containsExactly("restart: listens again");
        }

        @Test
        @DisplayName(
                "control: a program started by setsid --fork keeps its standard input, and does not ignore signals")
        void setsidForks() throws Exception {
            needsSetsid();
            assertThat(linesOf("setsid", "--fork", "sh", "-c", INPUT_AND_IGNORED))
                    .contains("ignored: 0")
                    .anyMatch(line -> line.startsWith("pipe:"));
        }

        @Test
        @DisplayName(
                "control: setsid without --fork does not fork, so the program has the pid that setsid had")
        void setsidAlone() throws Exception {
            needsSetsid();
            assertThat(isForked("setsid", "--fork")).as("whether setsid --fork forks").isTrue();
            assertThat(isForked("setsid")).as("whether setsid forks").isFalse();
        }

        private static void needsSetsid() {
            Needs.all(Needs.succeeds("setsid", "apt-get install util-linux", "setsid", "true"));
        }

        /**
         * Whether the pid of the program differs from that of the process that was started by exec.
         */
        private static boolean isForked(String... by) throws IOException {
            List<String> command =
                    new ArrayList<>(List.of("sh", "-c", "echo $$; exec \"$@\"", "sh"));
            command.addAll(List.of(by));
            command.addAll(List.of("sh", "-c", "echo $$"));
            List<String> pids = linesOf(command.toArray(String[]::new));
            assertThat(pids).hasSize(2);
            return !pids.get(0).equals(pids.get(1));
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "C3, control: under an init that never reaps, the zombie stays until that init exits")
        void carelessInit() {
            try (Pair pair = Pair.startUnder(Adopter.CARELESS, Parent.class)) {
                pair.letIntermediateExit();
                pair.letAppExit();

                await().untilAsserted(
                                () -> assertThat(pair.app()).isDefunct().hasParent(pair.init()));
                await().during(Duration.ofSeconds(1))
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(pair.app()).isDefunct());
                pair.letParentExit();
                pair.letInitExit();
                await().untilAsserted(() -> assertThat(pair.app()).isGone());
            }
        }
    }
}
