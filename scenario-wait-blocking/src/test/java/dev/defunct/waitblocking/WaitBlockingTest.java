package dev.defunct.waitblocking;

import static dev.defunct.lab.Init.REAPING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.Cast;
import dev.defunct.lab.LessonContract;
import dev.defunct.lab.Outcome;
import dev.defunct.lab.Seen;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("1.2 The parent waits")
class WaitBlockingTest extends LessonContract {

    WaitBlockingTest() {
        super(
                new Main(),
                new Main().section().playedBy(ForgetsToWait.class),
                new Main().section().playedBy(HasOneThread.class));
    }

    /** The lesson without its second thread. */
    static final class HasOneThread {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            cast.posix().waitpid(cast.spawnApp(), new int[1], 0);
        }
    }

    /** The lesson without its waitpid. */
    static final class ForgetsToWait {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            cast.beatOnAnotherThread();
            cast.spawnApp();
            cast.liveForTicks(10);
        }
    }

    @Test
    @DisplayName(
            "B2: the parent learns the exit code, and the app is gone while the parent lives on")
    void reaped() {
        assertThat(seen(REAPING).timeline().words("parent"))
                .anyMatch(line -> line.matches("app \\d+ exited with code 7"));
        assertThat(seen(REAPING).inOrder("app exited", "app gone", "parent exited")).isTrue();
    }

    @Test
    @DisplayName("B3: the thread that waits says nothing from the app's start to its end")
    void blocks() {
        assertThat(seen(REAPING).inOrder("app said 0", "parent said tick", "app asks to leave"))
                .isFalse();
        assertThat(
                        seen(REAPING)
                                .inOrder(
                                        "app asks to leave",
                                        "parent said app",
                                        "parent said tick 7"))
                .isTrue();
    }

    @Test
    @DisplayName("B3: another thread of the same process says something all the while")
    void othersGoOn() {
        String another = "parent said another thread";
        assertThat(seen(REAPING).inOrder("app said 0", another, "app exited")).isTrue();
    }

    @Test
    @DisplayName("B3, control: a parent that has no other thread says nothing while it waits")
    void noOther() {
        assertThat(playedBy(HasOneThread.class).timeline().words("parent")).isEmpty();
        assertThat(holds("B3", playedBy(HasOneThread.class))).isFalse();
    }

    @Test
    @DisplayName(
            "control: without waitpid the parent ticks on while the app runs, and has a zombie")
    void withoutWaitpid() {
        Seen control = playedBy(ForgetsToWait.class);
        assertThat(control.outcome()).contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
        assertThat(holds("B2", control)).isFalse();
        assertThat(holds("B3", control)).isFalse();
    }
}
