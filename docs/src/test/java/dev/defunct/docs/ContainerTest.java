package dev.defunct.docs;

import static dev.defunct.lab.role.Role.APP;
import static dev.defunct.lab.role.Role.PARENT;
import static dev.defunct.lab.section.Event.adoptedBy;
import static dev.defunct.lab.section.Outcome.KILLED_WITH_NAMESPACE;
import static dev.defunct.lab.section.Outcome.NO_ZOMBIE;
import static dev.defunct.lab.section.Outcome.ZOMBIE_UNTIL_PARENT_EXITS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Outcome;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.RunningContainer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Claim D3, and what is true instead. The JVM is PID 1 of a PID namespace, or of a container of an
 * engine, or it runs under tini, or under the engine's init.
 */
@DisplayName("D3 refuted: in a container SIG_IGN works, but sections 2.1 and 1.1 do not")
@Execution(ExecutionMode.CONCURRENT)
class ContainerTest {

    @ParameterizedTest(quoteTextArguments = false, name = "--init {0}")
    @DisplayName("2.2: if a JVM that is PID 1 ignores SIGCHLD, its child does not become a zombie")
    @EnumSource(names = {"SELF", "DOCKER"})
    void sigIgnWorksForPid1(Adopter adopter) {
        Observation seen = play(dev.defunct.sigign.Main.SECTION, adopter, NO_ZOMBIE);
        assertThat(seen.timeline().output(PARENT)).contains("waitpid: -1, ECHILD");
    }

    @ParameterizedTest(quoteTextArguments = false, name = "--init {0}")
    @DisplayName(
            "2.2, control: if a JVM that is PID 1 does not ignore SIGCHLD, as in 1.3, its child stays a zombie")
    @EnumSource(names = {"SELF", "DOCKER"})
    void withoutSigIgn(Adopter adopter) {
        play(dev.defunct.nowait.Main.SECTION, adopter, ZOMBIE_UNTIL_PARENT_EXITS);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "--init {0}")
    @DisplayName(
            "2.2: if PID 1 ignores SIGCHLD, an orphan that PID 1 adopts leaves no zombie; control: with SIGCHLD at its default, the orphan stays a zombie")
    @EnumSource(names = {"SELF", "DOCKER"})
    void adoptedToo(Adopter adopter) {
        assertThat(adoptsAsPid1(adopter, "ignore")).containsExactly("gone");
        assertThat(adoptsAsPid1(adopter, "nothing")).containsExactly("ZOMBIE");
    }

    @ParameterizedTest(quoteTextArguments = false, name = "--init {0}")
    @DisplayName("2.3: a handler with waitpid(-1) in PID 1 reaps an orphan that PID 1 adopts, too")
    @EnumSource(names = {"SELF", "DOCKER"})
    void handlerReapsAdopted(Adopter adopter) {
        assertThat(adoptsAsPid1(adopter, "reap")).containsExactly("gone");
    }

    @ParameterizedTest(quoteTextArguments = false, name = "--init {0}")
    @DisplayName(
            "2.1 fails if the parent is PID 1: the parent itself adopts the orphan, and the orphan stays a zombie")
    @EnumSource(names = {"SELF", "DOCKER"})
    void doubleForkFails(Adopter adopter) {
        play(dev.defunct.doublefork.Main.SECTION, adopter, ZOMBIE_UNTIL_PARENT_EXITS);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "--init {0}")
    @DisplayName(
            "1.1 fails if the parent is PID 1: when the parent exits, the kernel kills the app, which has not finished")
    @EnumSource(names = {"SELF", "DOCKER"})
    void parentExitsFails(Adopter adopter) {
        play(dev.defunct.parentexits.Main.SECTION, adopter, KILLED_WITH_NAMESPACE);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "--init {0}")
    @DisplayName("an init as PID 1 fixes 2.1: the init adopts the orphan, and reaps it")
    @EnumSource(names = {"TINI", "DOCKER_INIT"})
    void initHealsDoubleFork(Adopter adopter) {
        Observation seen = play(dev.defunct.doublefork.Main.SECTION, adopter, NO_ZOMBIE);
        assertThat(seen.timeline().has(adoptedBy(APP, adopter.pid1().orElseThrow())))
                .as("whether the init adopted the app\n%s", seen.timeline())
                .isTrue();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "--init {0}")
    @DisplayName(
            "an init as PID 1 does not fix 1.3: the init cannot reap a child whose living parent never waits")
    @EnumSource(names = {"TINI", "DOCKER_INIT"})
    void initDoesNotHealNoWait(Adopter adopter) {
        play(dev.defunct.nowait.Main.SECTION, adopter, ZOMBIE_UNTIL_PARENT_EXITS);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "--init {0}")
    @DisplayName(
            "an init as PID 1 does not fix 1.1: the init exits when its main child exits, and then the kernel kills the app")
    @EnumSource(names = {"TINI", "DOCKER_INIT"})
    void initDoesNotHealParentExits(Adopter adopter) {
        play(dev.defunct.parentexits.Main.SECTION, adopter, KILLED_WITH_NAMESPACE);
    }

    /** What a program that is PID 1 prints after it has adopted an orphan. */
    private static List<String> adoptsAsPid1(Adopter adopter, String reaction) {
        if (!adopter.isContainer()) {
            return Jvm.run(Jvm.asPid1(), AdoptsAsPid1.class, reaction);
        }
        String[] program = Spawn.javaCommand(AdoptsAsPid1.class, reaction).toArray(String[]::new);
        try (RunningContainer container = RunningContainer.start(List.of(), program)) {
            assertThat(container.exitCode()).as(container.lines().toString()).isZero();
            return container.lines();
        }
    }

    private static Observation play(Section section, Adopter adopter, Outcome outcome) {
        Observation seen = Observations.of(section, adopter);
        assertThat(seen.pidInside(PARENT) == 1)
                .as("whether the parent is PID 1 inside\n%s", seen.timeline())
                .isEqualTo(adopter.pid1().equals(Optional.of(PARENT)));
        assertThat(seen.outcome()).as(seen.timeline().toString()).contains(outcome);
        return seen;
    }
}
