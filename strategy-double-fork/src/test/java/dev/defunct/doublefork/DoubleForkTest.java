package dev.defunct.doublefork;

import static dev.defunct.lab.Init.CARELESS;
import static dev.defunct.lab.Init.REAPING;
import static dev.defunct.lab.Init.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.Cast;
import dev.defunct.lab.Jvm;
import dev.defunct.lab.LessonContract;
import dev.defunct.lab.Outcome;
import dev.defunct.lab.Section;
import dev.defunct.lab.Seen;
import dev.defunct.lab.Timeline.Event;
import dev.defunct.lab.Timeline.Kind;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("2.1 Fork twice")
class DoubleForkTest extends LessonContract {

    DoubleForkTest() {
        super(
                new Main(),
                new Main().section().playedBy(ForgetsTheIntermediate.class),
                new Main().section().playedBy(LosesTheStatus.class),
                Section.of("2.1", "control", StartsADawdler.class).appOutlives("intermediate"),
                Section.of("2.1", "control", ForksOnce.class));
    }

    /** The lesson with one fork: the app is a child, not a grandchild. */
    static final class ForksOnce {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            cast.spawnApp();
            cast.liveForTicks(10);
        }
    }

    /** The lesson with an intermediate that stays for a while. */
    static final class StartsADawdler {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            int dawdler = cast.spawn("intermediate", Dawdles.class);
            cast.posix().waitpid(dawdler, new int[1], 0);
            cast.liveForTicks(1);
        }
    }

    static final class Dawdles {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            cast.spawnApp();
            cast.liveForTicks(200);
        }
    }

    /** The lesson without its waitpid: the intermediate is waited for by nobody. */
    static final class ForgetsTheIntermediate {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            cast.spawn("intermediate", Intermediate.class);
            cast.liveForTicks(10);
        }
    }

    @Test
    @DisplayName("C1: the parent has waited for the intermediate, which exited with code 0")
    void waitsForTheIntermediate() {
        assertThat(seen(REAPING).timeline().words("parent"))
                .anyMatch(line -> line.matches("intermediate \\d+ exited with code 0"));
        assertThat(seen(REAPING).inOrder("intermediate gone", "app exited", "parent exited"))
                .isTrue();
    }

    @Test
    @DisplayName("C1, control: without its waitpid the parent has a zombie, the intermediate")
    void forgetsTheIntermediate() {
        Seen control = playedBy(ForgetsTheIntermediate.class);
        assertThat(holds("C1", control)).isFalse();
        assertThat(control.inOrder("intermediate exited", "parent exited", "intermediate gone"))
                .isTrue();
    }

    @Test
    @DisplayName(
            "C2: the intermediate starts the app and exits at once, before the app has done its part")
    void exitsAtOnce() {
        assertThat(doneFirst(seen(REAPING))).isEqualTo("intermediate");
    }

    @Test
    @DisplayName("C2, control: of one that dawdles the app is done first")
    void dawdles() {
        assertThat(doneFirst(playedBy(StartsADawdler.class))).isEqualTo("app");
    }

    private static String doneFirst(Seen seen) {
        return seen.timeline().events().stream()
                .filter(event -> event.kind() == Kind.ASKS_TO_LEAVE)
                .findFirst()
                .orElseThrow()
                .role();
    }

    @Test
    @DisplayName("C3: the app's parent is the intermediate, then the adopter, and never our parent")
    void neverOurs() {
        List<String> parents =
                seen(REAPING).timeline().events().stream()
                        .filter(e -> e.role().equals("app"))
                        .filter(e -> e.kind() == Kind.STARTED || e.kind() == Kind.ADOPTED)
                        .map(Event::text)
                        .map(text -> text.replaceAll(" \\d+", ""))
                        .toList();
        assertThat(parents).containsExactly("intermediate", "init instead of intermediate");
    }

    @Test
    @DisplayName(
            "C3: with ProcessBuilder in the intermediate, too, the adopter reaps, and we get ECHILD")
    void losesTheStatus() {
        Seen seen = playedBy(LosesTheStatus.class);
        assertThat(seen.outcome()).contains(Outcome.NO_ZOMBIE);
        assertThat(holds("C3", seen)).isTrue();
        assertThat(seen.timeline().words("init")).anyMatch(line -> line.endsWith("with code 7"));
        assertThat(seen.said("parent", "waitpid says -1, ECHILD")).isTrue();
    }

    @Test
    @DisplayName("C3: a pipe brings the status back")
    void getsTheStatusBack() {
        assertThat(Jvm.run(GetsTheStatusBack.class))
                .containsExactly(
                        "waitpid: the child in the middle exited with code 0", "the pipe: 7");
    }

    @Test
    @DisplayName("C3, under self: the orphan is our own again, and our zombie")
    void self() {
        assertThat(seen(SELF).inOrder("app adopted by parent", "app exited", "parent may leave"))
                .isTrue();
    }

    @Test
    @DisplayName("C3, under careless: the zombie is back, and the parent can do nothing about it")
    void careless() {
        assertThat(seen(CARELESS).inOrder("app adopted", "app exited", "init exited", "app gone"))
                .isTrue();
    }

    @Test
    @DisplayName("control: with one fork the app is our child, and a zombie of ours")
    void forksOnce() {
        Seen control = playedBy(ForksOnce.class);
        assertThat(control.outcome()).contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
        assertThat(holds("C3", control)).isFalse();
    }
}
