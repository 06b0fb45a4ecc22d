package dev.defunct.docs;

import static dev.defunct.lab.role.Role.APP;
import static dev.defunct.lab.role.Role.PARENT;
import static dev.defunct.lab.section.Adopter.SELF;
import static dev.defunct.lab.section.Adopter.TINI;
import static dev.defunct.lab.section.Event.adoptedBy;
import static dev.defunct.lab.section.Outcome.KILLED_WITH_NAMESPACE;
import static dev.defunct.lab.section.Outcome.NO_ZOMBIE;
import static dev.defunct.lab.section.Outcome.ZOMBIE_UNTIL_PARENT_EXITS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Outcome;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.testing.Jvm;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Claim D3, and what is true instead: a JVM that is PID 1, as in a container, and one under tini.
 */
@DisplayName("D3 refuted: in a container SIG_IGN works, and something else does not")
@Execution(ExecutionMode.CONCURRENT)
class ContainerTest {

    @Test
    @DisplayName("2.2: a JVM that is PID 1 ignores SIGCHLD, and the kernel reaps for it")
    void sigIgnWorksForPid1() {
        Observation seen = play(dev.defunct.sigign.Main.SECTION, SELF, NO_ZOMBIE);
        assertThat(seen.pidInside(PARENT)).isOne();
        assertThat(seen.timeline().output(PARENT)).contains("waitpid says -1, ECHILD");
    }

    @Test
    @DisplayName("2.2, control: the same without SIG_IGN, which is 1.3: PID 1 has a zombie")
    void withoutSigIgn() {
        Observation seen = play(dev.defunct.nowait.Main.SECTION, SELF, ZOMBIE_UNTIL_PARENT_EXITS);
        assertThat(seen.pidInside(PARENT)).isOne();
    }

    @Test
    @DisplayName(
            "2.2: even the orphans that PID 1 adopts leave no zombie (control: by default one)")
    void adoptedToo() {
        assertThat(Jvm.run(Jvm.asPid1(), AdoptsAsPid1.class, "ignore")).containsExactly("gone");
        assertThat(Jvm.run(Jvm.asPid1(), AdoptsAsPid1.class, "nothing")).containsExactly("ZOMBIE");
    }

    @Test
    @DisplayName("2.3: a handler with waitpid(-1) reaps what PID 1 adopts, too")
    void handlerReapsAdopted() {
        assertThat(Jvm.run(Jvm.asPid1(), AdoptsAsPid1.class, "reap")).containsExactly("gone");
    }

    @Test
    @DisplayName("what fails for PID 1 is 2.1: the orphan comes back to us, and is our zombie")
    void doubleForkFails() {
        play(dev.defunct.doublefork.Main.SECTION, SELF, ZOMBIE_UNTIL_PARENT_EXITS);
    }

    @Test
    @DisplayName("and 1.1: PID 1 exits, and the kernel kills the app in the middle of its work")
    void parentExitsFails() {
        play(dev.defunct.parentexits.Main.SECTION, SELF, KILLED_WITH_NAMESPACE);
    }

    @Test
    @DisplayName("tini as PID 1 heals 2.1: it adopts the orphan, and reaps it")
    void tiniHealsDoubleFork() {
        Observation seen = play(dev.defunct.doublefork.Main.SECTION, TINI, NO_ZOMBIE);
        assertThat(seen.timeline().has(adoptedBy(APP, Role.TINI)))
                .as("adopted by tini\n%s", seen.timeline())
                .isTrue();
    }

    @Test
    @DisplayName("tini does not heal 1.3: what our own program forgets, nobody else may reap")
    void tiniDoesNotHealNoWait() {
        play(dev.defunct.nowait.Main.SECTION, TINI, ZOMBIE_UNTIL_PARENT_EXITS);
    }

    @Test
    @DisplayName("nor 1.1: tini exits with its main child, and the kernel kills the app")
    void tiniDoesNotHealParentExits() {
        play(dev.defunct.parentexits.Main.SECTION, TINI, KILLED_WITH_NAMESPACE);
    }

    private static Observation play(Section section, Adopter adopter, Outcome outcome) {
        Observation seen = Observations.of(section, adopter);
        assertThat(seen.outcome()).as(seen.timeline().toString()).contains(outcome);
        return seen;
    }
}
