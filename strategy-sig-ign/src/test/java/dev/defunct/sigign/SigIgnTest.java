package dev.defunct.sigign;

import static dev.defunct.lab.Init.REAPING;
import static dev.defunct.lab.Init.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.Cast;
import dev.defunct.lab.Disposition;
import dev.defunct.lab.Init;
import dev.defunct.lab.LessonContract;
import dev.defunct.lab.Needs;
import dev.defunct.lab.Outcome;
import dev.defunct.lab.Seen;
import dev.defunct.lab.Stage;
import dev.defunct.lab.Timeline.Event;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("2.2 SIGCHLD ignored")
class SigIgnTest extends LessonContract {

    private final Map<Object, Disposition> sigchld = new ConcurrentHashMap<>();

    SigIgnTest() {
        super(new Main(), new Main().section().playedBy(ForgetsToIgnore.class));
    }

    @Override
    protected Stage.Audience audience(Init init) {
        return readsDisposition(init);
    }

    @Override
    protected Stage.Audience audience(Class<?> control) {
        return readsDisposition(control);
    }

    /** Notes what the parent does about SIGCHLD while the app runs. */
    private Stage.Audience readsDisposition(Object key) {
        return new Stage.Audience() {
            @Override
            public void see(Event event, Stage stage) {
                if (event.toString().equals("app said 0")) {
                    sigchld.put(key, Disposition.ofSigchld(stage.look().get("parent").pid()));
                }
            }
        };
    }

    /** The lesson without its signal(): SIGCHLD keeps its default disposition. */
    static final class ForgetsToIgnore {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            cast.spawnApp();
            cast.liveForTicks(10);
        }
    }

    @Test
    @DisplayName("D1: the app is gone while the parent lives, though nobody waited")
    void kernelReaps() {
        assertThat(seen(REAPING).inOrder("app exited", "app gone", "parent exited")).isTrue();
    }

    @Test
    @DisplayName("D1: waitpid answers ECHILD, and the play says that the exit code is lost")
    void echild() {
        assertThat(seen(REAPING).said("parent", "waitpid says -1, ECHILD")).isTrue();
        assertThat(seen(REAPING).timeline().words("parent"))
                .anyMatch(line -> line.matches("how app \\d+ ended is lost"))
                .noneMatch(line -> line.contains("code 7"));
    }

    @Test
    @DisplayName("D1: the kernel has SIGCHLD on the parent's list of ignored signals")
    void disposition() {
        Needs.all(Needs.linux());
        assertThat(sigchld.get(REAPING)).isEqualTo(Disposition.IGNORED);
        assertThat(sigchld.get(ForgetsToIgnore.class)).isEqualTo(Disposition.DEFAULT);
    }

    @Test
    @DisplayName("D3 refuted: so it is if the parent is PID 1")
    void dispositionOfPid1() {
        assertThat(seen(SELF).pidInside("parent")).isOne();
        assertThat(sigchld.get(SELF)).isEqualTo(Disposition.IGNORED);
    }

    @Test
    @DisplayName(
            "control: without it the app is a zombie until the parent exits, and init learns the code")
    void forgetsToIgnore() {
        Seen control = playedBy(ForgetsToIgnore.class);
        assertThat(control.outcome()).contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
        assertThat(control.timeline().words("init")).anyMatch(line -> line.endsWith("code 7"));
        assertThat(seen(REAPING).timeline().words("init"))
                .noneMatch(line -> line.endsWith("code 7"));
        assertThat(holds("D1", control)).isFalse();
    }
}
