package dev.defunct.nowait;

import static dev.defunct.lab.testing.LabAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.PlayedProcess;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Tick;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.testing.Needs;
import dev.defunct.lab.testing.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jnr.constants.platform.Signal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each test starts test.py (Parent) and its app.py (App), lets the app exit, and reads the process
 * table from outside. A process stays at the end of its main until the test lets it exit. A tick is
 * 20 ms; waiting fails after 60 s.
 */
@DisplayName("1.3 The app exits first, and its parent never waits")
@Order(1)
class NoWaitTest {

    @Test
    @DisplayName("B4: when the app exits, a defunct entry appears and stays while the parent lives")
    void aDefunctEntryAppearsAndStays() {
        try (Pair pair = Pair.start(Parent.class)) {
            assertThat(pair.app()).isRunning();

            pair.letAppExit();

            await().untilAsserted(
                            () -> assertThat(pair.app()).isDefunct().hasParent(pair.parent()));
            await().untilAsserted(() -> assertThat(pair.parent().output()).contains("tick 10"));
            staysDefunct(pair.app());
        }
    }

    @Test
    @DisplayName(
            "B5: when the parent exits, init adopts the zombie, reaps it, and learns exit code 7")
    void initReapsIt() {
        try (Pair pair = Pair.start(Parent.class)) {
            pair.letAppExit();
            await().untilAsserted(() -> assertThat(pair.app()).isDefunct());

            pair.letParentExit();

            await().untilAsserted(() -> assertThat(pair.app()).isGone());
            String reaped = "reaps " + pair.app().pid() + ", which exited with code 7";
            await().untilAsserted(() -> assertThat(pair.init().output()).contains(reaped));
        }
    }

    @Test
    @DisplayName("A1: ps -ef prints <defunct> for the app after the app has exited, and not before")
    void psPrintsDefunct() throws IOException {
        Needs.all(Needs.program("ps"));
        try (Pair pair = Pair.start(Parent.class)) {
            assertThat(psLine(pair.app())).contains(App.class.getName());
            assertThat(psLine(pair.app())).doesNotContain("<defunct>");

            pair.letAppExit();

            await().untilAsserted(
                            () ->
                                    assertThat(psLine(pair.app()))
                                            .as("the line of %s in ps -ef", pair.app())
                                            .endsWith("[java] <defunct>"));
        }
    }

    @Test
    @DisplayName("A2: kill -9 of a zombie succeeds and changes nothing")
    void killMinusNine() {
        try (Pair pair = Pair.start(Parent.class)) {
            pair.letAppExit();
            await().untilAsserted(() -> assertThat(pair.app()).isDefunct());

            pair.app().signal(Signal.SIGKILL); // throws if kill(2) fails

            staysDefunct(pair.app());
        }
    }

    @Test
    @DisplayName(
            "A2: a zombie has no memory map and no open files, although the process had both while it ran")
    void keepsNothing() throws IOException {
        Needs.all(Needs.linux(), Needs.root()); // only root can read these of a zombie
        try (Pair pair = Pair.start(Parent.class)) {
            Path proc = Path.of("/proc/" + pair.app().pid());
            assertThat(Files.readString(proc.resolve("maps"))).isNotEmpty();
            assertThat(proc.resolve("fd").toFile().list()).isNotEmpty();

            pair.letAppExit();
            await().untilAsserted(() -> assertThat(pair.app()).isDefunct());

            assertThat(Files.readString(proc.resolve("maps"))).isEmpty();
            assertThat(proc.resolve("fd").toFile().list()).isEmpty();
        }
    }

    @Test
    @DisplayName("A3: a zombie has no memory of its own, and uses no CPU for as long as it stays")
    void costsNothing() throws IOException {
        Needs.all(Needs.linux());
        try (Pair pair = Pair.start(Parent.class)) {
            await().untilAsserted(() -> assertThat(pair.app().output()).contains("2")); // has run
            assertThat(pages(pair.app())).isPositive();
            assertThat(cpuTicks(pair.app())).isPositive();

            pair.letAppExit();
            await().untilAsserted(() -> assertThat(pair.app()).isDefunct());

            assertThat(pages(pair.app())).isZero();
            long before = cpuTicks(pair.app());
            staysDefunct(pair.app());
            assertThat(cpuTicks(pair.app())).isEqualTo(before);
        }
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    class Control {

        /** {@link Parent} with the waitpid that it lacks. */
        static final class WaitsAfterAll {
            public static void main(String[] args) {
                Posix.get().waitpid(Spawn.java(App.class), new int[1], 0);
                Tick.sleep();
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName("B4, control: if the parent waits for the app, no defunct entry remains")
        void waits() {
            try (Pair pair = Pair.start(WaitsAfterAll.class)) {
                pair.letAppExit();

                await().untilAsserted(() -> assertThat(pair.app()).isGone());
                assertThat(pair.parent())
                        .isRunning(); // so init, which reaps only orphans, did not reap it
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "A4, control: with ProcessBuilder, no defunct entry remains, although the parent never calls waitFor()")
        void processBuilder() {
            try (Pair pair = Pair.start(UsesProcessBuilder.class)) {
                pair.letAppExit();

                await().untilAsserted(() -> assertThat(pair.app()).isGone());
                assertThat(pair.parent())
                        .isRunning(); // so init, which reaps only orphans, did not reap it
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "B5, control: under an init that never reaps, the zombie stays until that init exits")
        void carelessInit() {
            try (Pair pair = Pair.startUnder(Adopter.CARELESS, Parent.class)) {
                pair.letAppExit();
                await().untilAsserted(() -> assertThat(pair.app()).isDefunct());

                pair.letParentExit();

                await().untilAsserted(() -> assertThat(pair.app()).hasParent(pair.init()));
                staysDefunct(pair.app());
                pair.letInitExit();
                await().untilAsserted(() -> assertThat(pair.app()).isGone());
            }
        }
    }

    private static void staysDefunct(PlayedProcess app) {
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(app).isDefunct());
    }

    private static String psLine(PlayedProcess process) throws IOException {
        Process ps = new ProcessBuilder("ps", "-ef").start();
        List<String> all = ps.inputReader().lines().toList(); // reads all, so that ps can exit
        String pid = Long.toString(process.pid());
        return all.stream()
                .filter(line -> line.trim().split(" +")[1].equals(pid))
                .findFirst()
                .orElse("not there");
    }

    /** Field 24 of /proc/PID/stat is the resident memory in pages (proc(5)). */
    private static long pages(PlayedProcess process) throws IOException {
        return field(process, 24);
    }

    /** Fields 14 and 15 of /proc/PID/stat are CPU time (proc(5)). */
    private static long cpuTicks(PlayedProcess process) throws IOException {
        return field(process, 14) + field(process, 15);
    }

    private static long field(PlayedProcess process, int number) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[number - 3]);
    }
}
