package dev.defunct.lab.director;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.PidNamespace;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Event.Kind;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Outcome;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.testing.Needs;
import dev.defunct.lab.testing.NeverWaits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jnr.constants.platform.Signal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Director: plays a section, even if one of its processes is killed")
@Execution(ExecutionMode.CONCURRENT)
class DirectorIT {

    private static final Duration TICK = Duration.ofMillis(20);

    /** A parent that cannot start its app, because there is no such file. */
    static final class SpawnsNothing {
        public static void main(String[] args) {
            Spawn.command("/no/such/app");
        }
    }

    private static Section section(Class<?> parent) {
        return Section.of("0.0", "test", "A parent that never waits")
                .pair(parent, App.class)
                .exits(Role.APP)
                .exits(Role.PARENT)
                .expects(Outcome.ZOMBIE_UNTIL_PARENT_EXITS, Adopter.values());
    }

    @ParameterizedTest(quoteTextArguments = false, name = "kill -9 of the {0}, --init {1}: {2}")
    @DisplayName(
            "if a process is killed when the app prints 0, the play still has an outcome, and leaves no process behind:")
    @CsvSource({
        "PARENT, REAPING, NO_ZOMBIE",
        "PARENT, CARELESS, ZOMBIE_UNTIL_INIT_EXITS",
        "APP, REAPING, ZOMBIE_UNTIL_PARENT_EXITS",
        "APP, SELF, ZOMBIE_UNTIL_PARENT_EXITS",
        "APP, DOCKER, ZOMBIE_UNTIL_PARENT_EXITS"
    })
    void killed(Role role, Adopter adopter, Outcome outcome) {
        Needs.all(Needs.adopter(adopter));
        Observation seen = play(adopter, role, Event.printed(Role.APP, "0"));
        assertThat(seen.outcome()).as("%s\n%s", seen.trouble(), seen.timeline()).contains(outcome);
        boolean isExpected = outcome == Outcome.ZOMBIE_UNTIL_PARENT_EXITS;
        assertThat(seen.asExpected()).as(seen.timeline().toString()).isEqualTo(isExpected);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "the {1}, with --init {0}")
    @DisplayName(
            "if a process that is essential for the play is killed, the play ends early, "
                    + "and reports which process it was:")
    @CsvSource({
        "REAPING, INIT",
        "REAPING, LAUNCHER",
        "HOST, LAUNCHER",
        "SELF, UNSHARE",
        "TINI, UNSHARE",
        "DOCKER, CLIENT",
        "DOCKER_INIT, CLIENT"
    })
    void neededProcessKilled(Adopter adopter, Role role) {
        Needs.all(Needs.adopter(adopter));
        Observation seen = play(adopter, role, Event.printed(Role.APP, "1"));
        assertThat(seen.trouble().orElse("no trouble"))
                .as(seen.timeline().toString())
                .matches("(launcher|init|unshare|client) \\d+ ended too early; .*");
        assertThat(seen.asExpected()).as(seen.timeline().toString()).isFalse();
    }

    /** A parent that never starts an app, and waits until it is killed. */
    static final class StartsNothing {
        public static void main(String[] args) {
            new Semaphore(0).acquireUninterruptibly();
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "with --init {0}")
    @DisplayName(
            "if the first process of a play is killed before it reports, the director does not wait for it:")
    @EnumSource(names = {"HOST", "REAPING"})
    void firstProcessKilled(Adopter adopter) {
        try (Director director =
                new Director(adopter, StartsNothing.class, TICK, Director.Audience.NONE)) {
            long launcher = director.process(Role.LAUNCHER).pid();
            await("the launcher's child is a JVM")
                    .until(() -> jvmsBelow(launcher).findFirst().isPresent());
            await("no JVM is left below the launcher") // on a busy machine there can be two of them
                    .until(
                            () -> {
                                jvmsBelow(launcher).forEach(ProcessHandle::destroyForcibly);
                                return jvmsBelow(launcher).findFirst().isEmpty();
                            });

            assertThatThrownBy(() -> director.process(Role.APP))
                    .isInstanceOf(Director.BrokeOff.class)
                    .hasMessageContaining("too early");
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "with --init {0}")
    @DisplayName(
            "if the parent is killed before it starts the app, the director does not wait for the app:")
    @EnumSource(names = {"HOST", "REAPING"})
    void parentKilledBeforeTheApp(Adopter adopter) {
        try (Director director =
                new Director(adopter, StartsNothing.class, TICK, Director.Audience.NONE)) {
            director.process(Role.PARENT).kill();

            assertThatItDoesNotWaitForTheApp(director);
        }
    }

    /** A parent that never waits for its intermediate process, which never starts an app. */
    static final class StartsAnIntermediate {
        public static void main(String[] args) {
            Spawn.java(StartsNothing.class);
            StartsNothing.main(args);
        }
    }

    @Test
    @DisplayName(
            "if the intermediate process is killed before it starts the app, the director does not wait for the app, although the parent is alive")
    void intermediateKilledBeforeTheApp() {
        Needs.all(Needs.linux());
        try (Director director =
                new Director(
                        Adopter.REAPING,
                        StartsAnIntermediate.class,
                        TICK,
                        Director.Audience.NONE)) {
            director.process(Role.INTERMEDIATE).kill();

            assertThatItDoesNotWaitForTheApp(director);
            assertThat(director.process(Role.PARENT).look()).as("the parent").isPresent();
        }
    }

    private static void assertThatItDoesNotWaitForTheApp(Director director) {
        assertThatThrownBy(() -> director.process(Role.APP))
                .isInstanceOf(Director.BrokeOff.class)
                .hasMessage(
                        "the process that starts the app ended too early: waiting until the app is there");
    }

    private static Stream<ProcessHandle> jvmsBelow(long pid) {
        ProcessTable table = ProcessTable.ofThisMachine();
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(child -> table.find(child.pid()).filter(DirectorIT::isJvm).isPresent());
    }

    private static boolean isJvm(ProcessEntry entry) {
        return entry.command().equals("java");
    }

    @ParameterizedTest(
            quoteTextArguments = false,
            name = "kill -9 of the {1}, --init {0}, at \"{2} {3}\"")
    @DisplayName(
            "if PID 1 of the play's namespace exits too early, the play ends early, and "
                    + "leaves no process behind:")
    @CsvSource({
        "SELF, PARENT, APP, PRINTED",
        "SELF, PARENT, PARENT, RELEASED",
        "TINI, TINI, APP, PRINTED",
        "TINI, PARENT, PARENT, RELEASED",
        "DOCKER, PARENT, APP, PRINTED",
        "DOCKER, PARENT, PARENT, RELEASED",
        "DOCKER_INIT, DOCKER_INIT, APP, PRINTED",
        "DOCKER_INIT, PARENT, PARENT, RELEASED"
    })
    void pid1Killed(Adopter adopter, Role role, Role cueRole, Event.Kind cueKind) {
        Needs.all(Needs.adopter(adopter));
        Observation seen = play(adopter, role, cueKind.of(cueRole));
        assertThat(seen.trouble().orElse("no trouble"))
                .as(seen.timeline().toString())
                .matches("(unshare|tini|client|docker-init) \\d+ ended too early; .*");
        assertThat(seen.asExpected()).as(seen.timeline().toString()).isFalse();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "with --init {0}")
    @DisplayName(
            "if the shim, the engine's process above PID 1 of a container, is killed, the "
                    + "play ends early, and leaves no process behind:")
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "DOCKER.*")
    void shimKilled(Adopter adopter) {
        Needs.all(Needs.adopter(adopter));
        Needs.all(Needs.root()); // the shim belongs to root
        Observation seen =
                play(
                        adopter,
                        adopter.pid1().orElseThrow(),
                        Event.printed(Role.APP, "0"),
                        DirectorIT::parent);
        assertThat(seen.trouble().orElse("no trouble"))
                .as(seen.timeline().toString())
                .contains("ended too early");
    }

    @Test
    @DisplayName(
            "the director records for a zombie that it has exited, and not that it has left the process table")
    void zombie() {
        try (Director director =
                new Director(Adopter.REAPING, NeverWaits.class, TICK, Director.Audience.NONE)) {
            director.release(Role.APP);
            PlayedProcess app = director.process(Role.APP);
            assertThatProcess(app.pid()).becomesZombie();
            assertThat(director.timeline().events())
                    .as("%s is a zombie now, and this is what was observed", app)
                    .anyMatch(Kind.EXITED.of(Role.APP))
                    .noneMatch(Kind.GONE.of(Role.APP));
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "with --init {0}")
    @DisplayName(
            "the director knows both pids of a process in a PID namespace, the one outside and the one inside:")
    @EnumSource(names = {"SELF", "TINI", "DOCKER", "DOCKER_INIT"})
    void bothPids(Adopter adopter) {
        Needs.all(Needs.adopter(adopter));
        try (Director director =
                new Director(adopter, NeverWaits.class, TICK, Director.Audience.NONE)) {
            PlayedProcess app = director.process(Role.APP);
            assertThat(app.pid())
                    .as(
                            "the pid of the app outside the namespace, in which it is PID %d",
                            app.pidInside())
                    .isNotEqualTo(app.pidInside());
            assertThat(PidNamespace.pidInside(app.pid()))
                    .as("the pid of the %s inside the namespace", app)
                    .isEqualTo(app.pidInside());
        }
    }

    @Test
    @DisplayName(
            "if PID 1 of a container is stopped and docker run is killed, the end of the play ends PID 1, too")
    void pid1Stopped() {
        Needs.all(Needs.adopter(Adopter.DOCKER));
        Launch launch = new Launch(Adopter.DOCKER, NeverWaits.class, TICK);
        await("the app counts")
                .until(() -> launch.child.lines().stream().anyMatch(line -> line.endsWith(" 0")));
        long pid1 = launch.namespace().find(1).orElseThrow().pid();
        Posix.get().kill((int) pid1, Signal.SIGSTOP.intValue());
        assertThatProcess(pid1).becomes(ProcessEntry.State.STOPPED);
        ProcessHandle.of(launch.child.pid()).ifPresent(ProcessHandle::destroyForcibly);

        launch.end();

        assertThatProcess(pid1).as("PID 1 of a container whose docker run was killed").vanishes();
    }

    @Test
    @DisplayName(
            "if the parent cannot start the app, the message contains the command and the reason")
    void cannotSpawn() {
        assertThatThrownBy(
                        () ->
                                Director.play(
                                        section(SpawnsNothing.class),
                                        Adopter.REAPING,
                                        TICK,
                                        Director.Audience.NONE))
                .isInstanceOf(CannotPlay.class)
                .hasMessage(
                        "parent: cannot start /no/such/app: ENOENT (No such file or directory)");
    }

    private static Optional<ProcessHandle> parent(long pid) {
        return ProcessHandle.of(pid).flatMap(ProcessHandle::parent);
    }

    /** Plays a section, and kills the process of this role when the cue is recorded. */
    private static Observation play(Adopter adopter, Role role, Predicate<Event> cue) {
        return play(adopter, role, cue, ProcessHandle::of);
    }

    /**
     * Plays a section, and kills another process when the cue is recorded.
     *
     * @param victim finds the other process by the pid of the process of this role
     */
    private static Observation play(
            Adopter adopter,
            Role role,
            Predicate<Event> cue,
            LongFunction<Optional<ProcessHandle>> victim) {
        AtomicBoolean done = new AtomicBoolean();
        List<Event> started = new CopyOnWriteArrayList<>();
        Director.Audience killer =
                new Director.Audience() {
                    @Override
                    public void happened(Event event) {
                        if (event.kind() == Event.Kind.STARTED) {
                            started.add(event);
                        }
                        if (cue.test(event) && !done.getAndSet(true)) {
                            started.stream()
                                    .filter(e -> e.role() == role)
                                    .flatMap(e -> victim.apply(e.pid()).stream())
                                    .forEach(ProcessHandle::destroyForcibly);
                        }
                    }
                };
        return Director.play(section(NeverWaits.class), adopter, TICK, killer);
    }
}
