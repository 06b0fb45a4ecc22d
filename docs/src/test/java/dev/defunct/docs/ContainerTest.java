package dev.defunct.docs;

import static dev.defunct.lab.Init.SELF;
import static dev.defunct.lab.Init.TINI;
import static dev.defunct.lab.Outcome.KILLED_WITH_NAMESPACE;
import static dev.defunct.lab.Outcome.NO_ZOMBIE;
import static dev.defunct.lab.Outcome.ZOMBIE_UNTIL_PARENT_EXITS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.Init;
import dev.defunct.lab.Jvm;
import dev.defunct.lab.Lesson;
import dev.defunct.lab.Needs;
import dev.defunct.lab.Outcome;
import dev.defunct.lab.Seen;
import dev.defunct.lab.Stage;
import java.time.Duration;
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
        Seen seen = play(new dev.defunct.sigign.Main(), SELF, NO_ZOMBIE);
        assertThat(seen.pidInside("parent")).isOne();
        assertThat(seen.inOrder("app exited", "app gone", "parent exited")).isTrue();
        assertThat(seen.said("parent", "waitpid says -1, ECHILD")).isTrue();
    }

    @Test
    @DisplayName("2.2, control: the same without SIG_IGN, which is 1.3: PID 1 has a zombie")
    void withoutSigIgn() {
        Seen seen = play(new dev.defunct.nowait.Main(), SELF, ZOMBIE_UNTIL_PARENT_EXITS);
        assertThat(seen.pidInside("parent")).isOne();
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
        Seen seen = play(new dev.defunct.doublefork.Main(), SELF, ZOMBIE_UNTIL_PARENT_EXITS);
        assertThat(seen.inOrder("app adopted by parent", "app exited", "parent may leave"))
                .isTrue();
    }

    @Test
    @DisplayName("and 1.1: PID 1 exits, and the kernel kills the app in the middle of its work")
    void parentExitsFails() {
        Seen seen = play(new dev.defunct.parentexits.Main(), SELF, KILLED_WITH_NAMESPACE);
        assertThat(seen.timeline().first("app may leave")).isEmpty();
    }

    @Test
    @DisplayName("tini as PID 1 heals 2.1: it adopts the orphan, and reaps it")
    void tiniHealsDoubleFork() {
        Seen seen = play(new dev.defunct.doublefork.Main(), TINI, NO_ZOMBIE);
        assertThat(seen.inOrder("app adopted by tini", "app exited", "app gone")).isTrue();
    }

    @Test
    @DisplayName("tini does not heal 1.3: what our own program forgets, nobody else may reap")
    void tiniDoesNotHealNoWait() {
        play(new dev.defunct.nowait.Main(), TINI, ZOMBIE_UNTIL_PARENT_EXITS);
    }

    @Test
    @DisplayName("nor 1.1: tini exits with its main child, and the kernel kills the app")
    void tiniDoesNotHealParentExits() {
        play(new dev.defunct.parentexits.Main(), TINI, KILLED_WITH_NAMESPACE);
    }

    private static Seen play(Lesson lesson, Init init, Outcome outcome) {
        Needs.all(Needs.init(init));
        Seen seen =
                Stage.play(lesson.section(), init, Duration.ofMillis(20), new Stage.Audience() {});
        assertThat(seen.outcome()).as(seen.timeline().events().toString()).contains(outcome);
        return seen;
    }
}
