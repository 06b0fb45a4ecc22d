package dev.defunct.parentexits;

import static dev.defunct.lab.Init.CARELESS;
import static dev.defunct.lab.Init.REAPING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.Cast;
import dev.defunct.lab.LessonContract;
import dev.defunct.lab.Outcome;
import dev.defunct.lab.Section;
import dev.defunct.lab.Seen;
import dev.defunct.lab.Timeline.Event;
import dev.defunct.lab.Timeline.Kind;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("1.1 The parent exits first")
class ParentExitsTest extends LessonContract {

    ParentExitsTest() {
        super(
                new Main(),
                Section.of("1.1", "control", Stays.class),
                inAChain(NearerSubreaper.class),
                inAChain(IsNoSubreaper.class));
    }

    /** The script of a chain of two adopters: the app runs on until init has it. */
    private static Section inAChain(Class<?> parent) {
        return Section.of("1.1", "chain", parent)
                .appOutlives("parent")
                .appAwaits("app adopted by init", "parent gone");
    }

    /** {@link NearerSubreaper} without the one call that it is about. */
    static final class IsNoSubreaper {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            int intermediate = cast.spawn("intermediate", LeavesAtOnce.class);
            cast.posix().waitpid(intermediate, new int[1], 0);
            cast.liveForTicks(1);
        }
    }

    /** The opposite of the lesson: it stays until the app has exited. */
    static final class Stays {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            cast.spawnApp();
            cast.liveForTicks(10);
        }
    }

    @Test
    @DisplayName(
            "B1: the app's parent is our parent at first, and init afterwards, while the app runs")
    void adopted() {
        Event adopted = events(seen(REAPING), Kind.ADOPTED).get(0);
        Event started = events(seen(REAPING), Kind.STARTED).get(2);
        assertThat(started.toString()).isEqualTo("app started");
        assertThat(started.text()).matches("parent \\d+");
        assertThat(adopted.toString()).matches("app adopted by init \\d+ instead of parent \\d+");
        assertThat(seen(REAPING).inOrder("app adopted", "app may leave", "app exited")).isTrue();
    }

    @Test
    @DisplayName("B1: it is init that learns the app's exit code")
    void reaped() {
        long app = events(seen(REAPING), Kind.STARTED).get(2).pid();
        assertThat(seen(REAPING).timeline().words("init"))
                .contains("reaps " + app + ", which exited with code 7");
    }

    @Test
    @DisplayName(
            "B1, under careless: the zombie stays for as long as its adopter lives, and no longer")
    void zombieUntilInitExits() {
        assertThat(seen(CARELESS).inOrder("app adopted", "app exited", "init exited", "app gone"))
                .isTrue();
    }

    @Test
    @DisplayName(
            "B1, corrected: the nearest subreaper adopts the orphan, and when that one exits, the next")
    void nearestSubreaper() {
        assertThat(adoptions(playedBy(NearerSubreaper.class)))
                .containsExactly("parent instead of intermediate", "init instead of parent");
        assertThat(playedBy(NearerSubreaper.class).outcome()).contains(Outcome.NO_ZOMBIE);
    }

    @Test
    @DisplayName("B1, control: where the nearer one is no subreaper, the orphan goes past it")
    void isNoSubreaper() {
        assertThat(adoptions(playedBy(IsNoSubreaper.class)))
                .containsExactly("init instead of intermediate");
    }

    @Test
    @DisplayName(
            "control: while its parent stays, the app is not adopted, and its exit leaves a zombie")
    void parentStays() {
        Seen control = playedBy(Stays.class);
        assertThat(control.outcome()).contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
        assertThat(holds("B1", control)).isFalse();
    }

    private static List<String> adoptions(Seen seen) {
        return events(seen, Kind.ADOPTED).stream()
                .map(event -> event.text().replaceAll(" \\d+", ""))
                .toList();
    }

    private static List<Event> events(Seen seen, Kind kind) {
        return seen.timeline().events().stream().filter(event -> event.kind() == kind).toList();
    }
}
