package dev.defunct.lab.role;

import static dev.defunct.lab.testing.LabAssertions.assertThat;
import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.director.Director;
import dev.defunct.lab.director.Launch;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.PidNamespace;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.testing.Needs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jnr.constants.platform.Signal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The inits: which process adopts orphans, and whether it reaps them")
@Execution(ExecutionMode.CONCURRENT)
class InitIT {

    private final ProcessTable table = ProcessTable.ofThisMachine();

    @Test
    @DisplayName(
            "a reaping init reaps all orphans that it adopts, and learns the exit code of each")
    void reaping() {
        try (Director director = start(Adopter.REAPING)) {
            List<Long> orphans = orphansOf(director);
            for (int code = 0; code < orphans.size(); code++) {
                assertThatProcess(orphans.get(code)).as("an orphan of the reaping init").vanishes();
                String reaped = "reaps " + orphans.get(code) + ", which exited with code " + code;
                await().untilAsserted(
                                () ->
                                        assertThat(director.process(Role.INIT).output())
                                                .contains(reaped));
            }
        }
    }

    @Test
    @DisplayName("control: a careless init reaps its own child, and leaves every orphan a zombie")
    void careless() {
        try (Director director = start(Adopter.CARELESS)) {
            long init = director.process(Role.INIT).pid();
            for (long orphan : orphansOf(director)) {
                assertThatProcess(orphan)
                        .as("an orphan of the careless init %d", init)
                        .becomesChildOf(init)
                        .becomesZombie();
            }
        }
    }

    @Test
    @DisplayName(
            "the launcher adopts and reaps the zombies that a careless init leaves when it exits")
    void launcher() {
        try (Director director = start(Adopter.CARELESS)) {
            List<Long> orphans = orphansOf(director);
            long init = director.process(Role.INIT).pid();
            orphans.forEach(
                    orphan -> assertThatProcess(orphan).becomesChildOf(init).becomesZombie());
            var launcher = director.process(Role.LAUNCHER);
            launcher.signal(Signal.SIGSTOP); // so it reaps no zombie yet
            await().untilAsserted(() -> assertThat(launcher).isStopped());

            director.release(Role.INIT);

            orphans.forEach(
                    orphan ->
                            assertThatProcess(orphan)
                                    .as(
                                            "a zombie that the init left when it exited, and that the %s has to adopt",
                                            launcher)
                                    .becomesChildOf(launcher.pid()));
            launcher.signal(Signal.SIGCONT);
            orphans.forEach(orphan -> assertThatProcess(orphan).vanishes());
        }
    }

    @Test
    @DisplayName(
            "with --init host the launcher adopts nothing: a process above it adopts the orphans")
    void host() {
        try (Director director = start(Adopter.HOST)) {
            List<Long> orphans = orphansOf(director);
            long launcher = director.process(Role.LAUNCHER).pid();
            await().untilAsserted(
                            () ->
                                    assertThat(orphans)
                                            .flatMap(orphan -> table.find(orphan).stream().toList())
                                            .extracting(ProcessEntry::parent)
                                            .doesNotContain(
                                                    launcher, director.process(Role.PARENT).pid()));
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @DisplayName(
            "an init that is PID 1 of a namespace reaps an orphan, but not a child whose living parent never waits:")
    @CsvSource({"tini", "dumb-init"})
    void pid1ThatReaps(String pid1) {
        Needs.all(Needs.program(pid1), Needs.pidNamespaces());
        try (Namespace namespace = new Namespace(pid1, "--")) {
            namespace.killOrphan();
            await().untilAsserted(() -> assertThat(namespace.orphan()).isEmpty());
            await().untilAsserted(() -> assertIsZombie(namespace.child()));
        }
    }

    @Test
    @DisplayName(
            "control: if the parent itself is PID 1 of the namespace, the orphan and the child both become zombies")
    void pid1ThatDoesNot() {
        Needs.all(Needs.pidNamespaces());
        try (Namespace namespace = new Namespace()) {
            namespace.killOrphan();
            await().untilAsserted(() -> assertIsZombie(namespace.orphan()));
            await().untilAsserted(() -> assertIsZombie(namespace.child()));
        }
    }

    private static void assertIsZombie(Optional<ProcessEntry> entry) {
        assertThat(entry).map(ProcessEntry::state).contains(ProcessEntry.State.ZOMBIE);
    }

    /** Starts a child that exits, and an orphan that runs until it is killed. Prints both pids. */
    static final class ForgetsOneOrphansOne {
        public static void main(String[] args) throws Exception {
            System.out.println("child " + Spawn.command("sh", "-c", "exit 5"));
            int sh = Spawn.command("sh", "-c", "exec 3<&0; cat <&3 & echo orphan $!");
            Posix.get().waitpid(sh, new int[1], 0); // as long as sh lives, it could reap cat
            System.out.println("it is an orphan");
            while (System.in.read() >= 0) {} // until the test ends
        }
    }

    /** A JVM in a PID namespace of its own, and the two processes that it started. */
    private static final class Namespace implements AutoCloseable {
        private final ChildProcess unshare;

        Namespace(String... pid1) {
            List<String> command = new ArrayList<>(Launch.newNamespace());
            command.addAll(List.of(pid1));
            command.addAll(Spawn.javaCommand(ForgetsOneOrphansOne.class));
            unshare = ChildProcess.start(command);
            await("the child and the orphan are there")
                    .until(() -> unshare.lines().contains("it is an orphan"));
        }

        Optional<ProcessEntry> child() {
            return outside("child ");
        }

        Optional<ProcessEntry> orphan() {
            return outside("orphan ");
        }

        void killOrphan() {
            ProcessHandle.of(orphan().orElseThrow().pid())
                    .ifPresent(ProcessHandle::destroyForcibly);
        }

        private Optional<ProcessEntry> outside(String name) {
            long pid =
                    unshare.lines().stream()
                            .filter(line -> line.startsWith(name))
                            .mapToLong(line -> Long.parseLong(line.substring(name.length())))
                            .findFirst()
                            .orElseThrow();
            return new PidNamespace(unshare.pid()).find(pid);
        }

        @Override
        public void close() {
            unshare.close();
            unshare.awaitEnd(Duration.ofSeconds(30));
        }
    }

    private static Director start(Adopter adopter) {
        return new Director(
                adopter, LeavesOrphans.class, Duration.ofMillis(20), Director.Audience.NONE);
    }

    /**
     * Lets the parent exit when it has started all its children. Returns the pids of the children,
     * in the order of their exit codes.
     */
    private static List<Long> orphansOf(Director director) {
        await("all children are started")
                .until(
                        () ->
                                director.process(Role.PARENT).output().size()
                                        == LeavesOrphans.CHILDREN);
        List<Long> orphans =
                director.process(Role.PARENT).output().stream()
                        .map(line -> Long.parseLong(line.substring("started ".length())))
                        .toList();
        long parent = director.process(Role.PARENT).pid();
        orphans.forEach(orphan -> assertThatProcess(orphan).becomesZombie().hasParent(parent));
        director.release(Role.PARENT);
        return orphans;
    }
}
