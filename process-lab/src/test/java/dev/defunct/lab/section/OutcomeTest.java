package dev.defunct.lab.section;

import static dev.defunct.lab.role.Role.APP;
import static dev.defunct.lab.role.Role.INIT;
import static dev.defunct.lab.role.Role.PARENT;
import static dev.defunct.lab.role.Role.TINI;
import static dev.defunct.lab.role.Role.UNSHARE;
import static dev.defunct.lab.section.Event.Kind.ADOPTED;
import static dev.defunct.lab.section.Event.Kind.EXITED;
import static dev.defunct.lab.section.Event.Kind.GONE;
import static dev.defunct.lab.section.Event.Kind.RELEASED;
import static dev.defunct.lab.section.Event.Kind.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Event.Kind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Outcome: follows from the order of events, in timelines made by hand")
class OutcomeTest {

    private final Timeline timeline = new Timeline();
    private int moment;

    @Test
    @DisplayName("the app is gone before its parent may exit: no zombie")
    void noZombie() {
        pair();
        happens(APP, RELEASED).happens(APP, EXITED).happens(APP, GONE);
        happens(PARENT, RELEASED).happens(PARENT, EXITED);
        assertThat(Outcome.of(timeline)).as("of\n%s", timeline).contains(Outcome.NO_ZOMBIE);
    }

    @Test
    @DisplayName("the app is a zombie when its parent may exit, and is gone after that")
    void untilParentExits() {
        pair();
        happens(APP, RELEASED).happens(APP, EXITED);
        happens(PARENT, RELEASED).happens(PARENT, EXITED);
        happens(APP, ADOPTED, INIT).happens(APP, GONE);
        happens(INIT, RELEASED).happens(INIT, EXITED);
        assertThat(Outcome.of(timeline))
                .as("of\n%s", timeline)
                .contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
    }

    @Test
    @DisplayName("init has adopted the zombie, and still has it when init may exit")
    void untilInitExits() {
        pair();
        happens(APP, RELEASED).happens(APP, EXITED);
        happens(PARENT, RELEASED).happens(PARENT, EXITED);
        happens(APP, ADOPTED, INIT);
        happens(INIT, RELEASED).happens(INIT, EXITED).happens(APP, GONE);
        assertThat(Outcome.of(timeline))
                .as("of\n%s", timeline)
                .contains(Outcome.ZOMBIE_UNTIL_INIT_EXITS);
    }

    @Test
    @DisplayName("init has adopted the running app, which exits, and is reaped: no zombie")
    void adoptedAndReaped() {
        pair();
        happens(PARENT, RELEASED).happens(PARENT, EXITED).happens(APP, ADOPTED, INIT);
        happens(APP, RELEASED).happens(APP, EXITED).happens(APP, GONE);
        happens(INIT, RELEASED).happens(INIT, EXITED);
        assertThat(Outcome.of(timeline)).as("of\n%s", timeline).contains(Outcome.NO_ZOMBIE);
    }

    @Test
    @DisplayName("init has adopted the running app, which exits, and is never reaped")
    void adoptedAndLeft() {
        pair();
        happens(PARENT, RELEASED).happens(PARENT, EXITED).happens(APP, ADOPTED, INIT);
        happens(APP, RELEASED).happens(APP, EXITED);
        happens(INIT, RELEASED).happens(INIT, EXITED).happens(APP, GONE);
        assertThat(Outcome.of(timeline))
                .as("of\n%s", timeline)
                .contains(Outcome.ZOMBIE_UNTIL_INIT_EXITS);
    }

    @Test
    @DisplayName(
            "the parent is killed while the app is a zombie: the same as if the parent had exited")
    void parentKilled() {
        pair();
        happens(APP, RELEASED).happens(APP, EXITED);
        happens(PARENT, EXITED).happens(APP, ADOPTED, INIT).happens(APP, GONE);
        assertThat(Outcome.of(timeline))
                .as("of\n%s", timeline)
                .contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
    }

    @Test
    @DisplayName("at the end the app is still a zombie of an adopter that is not part of the play")
    void neverReaped() {
        happens(PARENT, STARTED).happens(APP, STARTED, PARENT);
        happens(APP, RELEASED).happens(APP, EXITED);
        happens(PARENT, RELEASED).happens(PARENT, EXITED).happens(APP, ADOPTED);
        assertThat(Outcome.of(timeline))
                .as("of\n%s", timeline)
                .contains(Outcome.ZOMBIE_UNTIL_INIT_EXITS);
    }

    @Test
    @DisplayName("in a namespace, the app exits unreleased after the parent was released: killed")
    void killedWithNamespace() {
        happens(UNSHARE, STARTED).happens(PARENT, STARTED, UNSHARE).happens(APP, STARTED, PARENT);
        happens(PARENT, RELEASED).happens(PARENT, EXITED).happens(APP, EXITED).happens(APP, GONE);
        assertThat(Outcome.of(timeline))
                .as("of\n%s", timeline)
                .contains(Outcome.KILLED_WITH_NAMESPACE);
    }

    @Test
    @DisplayName(
            "control: outside a namespace, the same events do not mean that the app was killed")
    void notInANamespace() {
        pair();
        happens(PARENT, RELEASED).happens(PARENT, EXITED).happens(APP, EXITED).happens(APP, GONE);
        assertThat(Outcome.of(timeline)).as("of\n%s", timeline).contains(Outcome.NO_ZOMBIE);
    }

    @Test
    @DisplayName("under tini, the zombie of the parent is gone when the parent has exited")
    void underTini() {
        happens(UNSHARE, STARTED).happens(TINI, STARTED, UNSHARE).happens(PARENT, STARTED, TINI);
        happens(APP, STARTED, PARENT).happens(APP, RELEASED).happens(APP, EXITED);
        happens(PARENT, RELEASED).happens(UNSHARE, RELEASED).happens(TINI, RELEASED);
        happens(PARENT, EXITED).happens(APP, GONE).happens(TINI, EXITED);
        assertThat(Outcome.of(timeline))
                .as("of\n%s", timeline)
                .contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
    }

    @Test
    @DisplayName("if the play breaks off before the app exits, there is no outcome")
    void brokeOff() {
        pair();
        happens(INIT, EXITED);
        assertThat(Outcome.of(timeline)).as("of\n%s", timeline).isEmpty();
    }

    @Test
    @DisplayName("the play broke off while the app was a zombie of its living parent: no outcome")
    void brokeOffWithZombie() {
        pair();
        happens(APP, RELEASED).happens(APP, EXITED);
        assertThat(Outcome.of(timeline)).isEmpty();
    }

    private void pair() {
        happens(INIT, STARTED).happens(PARENT, STARTED, INIT).happens(APP, STARTED, PARENT);
    }

    private OutcomeTest happens(Role role, Kind kind) {
        return happens(role, kind, null);
    }

    private OutcomeTest happens(Role role, Kind kind, Role other) {
        Duration at = Duration.ofMillis(moment++);
        timeline.add(new Event(at, role, 1, 1, kind, Optional.ofNullable(other), ""));
        return this;
    }
}
