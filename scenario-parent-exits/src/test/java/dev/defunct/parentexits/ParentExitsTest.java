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
        super(new Main(), Section.of("1.1", "control", Stays.class));
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
        assertThat(seen(REAPING).inOrder("app adopted", "app asks to leave", "app exited"))
                .isTrue();
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
            "control: while its parent stays, the app is not adopted, and its exit leaves a zombie")
    void parentStays() {
        Seen control = playedBy(Stays.class);
        assertThat(control.outcome()).contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
        assertThat(holds("B1", control)).isFalse();
    }

    private static List<Event> events(Seen seen, Kind kind) {
        return seen.timeline().events().stream().filter(event -> event.kind() == kind).toList();
    }
}
