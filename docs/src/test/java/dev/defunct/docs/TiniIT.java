package dev.defunct.docs;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.Engine;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.Needs;
import dev.defunct.lab.testing.RunningContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("tini in a container: --init, and its options -s and -g")
@Execution(ExecutionMode.CONCURRENT)
class TiniIT {

    private static final ProcessTable TABLE = ProcessTable.ofThisMachine();

    @Test
    @DisplayName("with --init PID 1 is the engine's init: tini in Docker, catatonit in Podman")
    void init() {
        Map<String, String> inits =
                Map.of("docker", "tini version [\\d.]+( .*)?", "podman", ".*catatonit.*");
        try (RunningContainer container = RunningContainer.start(List.of("--init"), "cat")) {
            assertThat(container.exec("/proc/1/exe", "--version"))
                    .singleElement()
                    .asString()
                    .matches(inits.get(Engine.find().name()));
        }
    }

    @Test
    @DisplayName("if tini is not PID 1, tini -s still adopts an orphan of its child, and reaps it")
    void subreaper() {
        try (RunningContainer container = startTini("-s", "--")) {
            long orphan = orphanAdoptedBy("tini", container);
            kill(orphan);
            assertThatProcess(orphan).vanishes();
        }
    }

    @Test
    @DisplayName("tini -g sends the signal of docker stop to its child's whole process group")
    void group() {
        StoppedTini stopped =
                stop("trap : TERM; ", ShellFormIT.PrintsInHook.class, "tini", "-g", "--");
        assertThat(stopped.lines())
                .containsSubsequence(ShellFormIT.HOOK, "the JVM exited with code 143");
        assertThat(stopped.exitCode()).isEqualTo(7);
    }

    @Test
    @DisplayName(
            "if tini -g signals a shell that does not catch the signal, tini exits with the shell, and does not wait for the shell's JVM")
    void noTrap() {
        assertThat(stop("", NeverEnds.class, "tini", "-g", "--").exitCode()).isEqualTo(143);
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    @Execution(ExecutionMode.CONCURRENT)
    class Control {

        @Test
        @DisplayName("control: without --init the program is PID 1")
        void noInit() {
            try (RunningContainer container = RunningContainer.start(List.of(), "cat")) {
                assertThat(container.pid1().command()).isEqualTo("cat");
            }
        }

        @Test
        @DisplayName(
                "control: without -s, PID 1 adopts the orphan, which stays a zombie if PID 1 never waits")
        void noSubreaper() {
            try (RunningContainer container = startTini("--")) {
                long orphan = orphanAdoptedBy("sleep", container);
                kill(orphan);
                assertThatProcess(orphan).becomesZombie().hasParent(container.pid1().pid());
            }
        }

        @Test
        @DisplayName(
                "control: without -g only the shell gets the signal of docker stop, and its JVM is killed at the time limit")
        void noGroup() {
            StoppedTini stopped =
                    stop("trap : TERM; ", ShellFormIT.PrintsInHook.class, "tini", "--");
            assertThat(stopped.lines()).doesNotContain(ShellFormIT.HOOK);
            assertThat(stopped.exitCode()).isEqualTo(137);
        }

        @Test
        @DisplayName(
                "control: if the shell catches the signal, its JVM has until the time limit of docker stop to run its hooks")
        void trap() {
            assertThat(stop("trap : TERM; ", NeverEnds.class, "tini", "-g", "--").exitCode())
                    .isEqualTo(137);
        }
    }

    /** A tini under a PID 1 that never waits. Tini's child leaves an orphan, and prints its pid. */
    private static RunningContainer startTini(String... options) {
        Needs.all(Needs.program("tini"));
        List<String> words = new ArrayList<>(List.of("sh", "-c", "tini \"$@\" & exec sleep 1000"));
        words.add("sh");
        words.addAll(List.of(options));
        words.addAll(List.of("sh", "-c", "sh -c 'sleep 1000 & echo $!'; exec sleep 1000"));
        return RunningContainer.start(List.of(), words.toArray(String[]::new));
    }

    /**
     * Waits until the pid of an orphan is printed, and until its parent runs this command. Returns
     * the pid outside.
     */
    static long orphanAdoptedBy(String command, RunningContainer container) {
        Optional<String> pid =
                await("a pid is printed")
                        .until(
                                () ->
                                        container.lines().stream()
                                                .filter(line -> line.matches("\\d+"))
                                                .findFirst(),
                                Optional::isPresent);
        ProcessEntry orphan =
                container.namespace().find(Long.parseLong(pid.orElseThrow())).orElseThrow();
        await("the process that adopts the orphan")
                .untilAsserted(
                        () ->
                                assertThat(
                                                TABLE.find(orphan.pid())
                                                        .map(ProcessEntry::parent)
                                                        .flatMap(TABLE::find)
                                                        .map(ProcessEntry::command))
                                        .contains(command));
        return orphan.pid();
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    /** A service whose shutdown hook never returns. */
    static final class NeverEnds {
        public static void main(String[] args) throws Exception {
            Thread hook = new Thread(new Semaphore(0)::acquireUninterruptibly);
            Runtime.getRuntime().addShutdownHook(hook);
            ShellFormIT.PrintsInHook.main(args);
        }
    }

    private record StoppedTini(List<String> lines, int exitCode) {}

    /** Stops a container of this init, whose child is a script that waits for a JVM. */
    private static StoppedTini stop(String trap, Class<?> service, String... init) {
        Needs.all(Needs.program("tini"));
        String java = ShellFormIT.quoted(Spawn.javaCommand(service));
        List<String> words = new ArrayList<>(List.of(init));
        words.addAll(
                List.of("sh", "-c", trap + java + "; echo the JVM exited with code $?; exit 7"));
        try (RunningContainer container =
                RunningContainer.start(List.of(), words.toArray(String[]::new))) {
            await("the JVM runs").until(() -> container.lines().contains(ShellFormIT.READY));
            container.engine("stop", "-t", "5");
            int exitCode = container.exitCode();
            return new StoppedTini(container.lines(), exitCode);
        }
    }
}
