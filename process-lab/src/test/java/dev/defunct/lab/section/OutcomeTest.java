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

@DisplayName("Outcome: computed from the order of events, here of timelines made by hand")
class OutcomeTest {

    private final Timeline timeline = new Timeline();
    private int moment;

    @Test
    @DisplayName(
            "if the app is gone before the director lets the parent exit, the outcome is NO_ZOMBIE")
    void noZombie() {
        pair();
        happens(APP, RELEASED).happens(APP, EXITED).happens(APP, GONE);
        happens(PARENT, RELEASED).happens(PARENT, EXITED);
        assertThat(Outcome.of(timeline)).as("of\n%s", timeline).contains(Outcome.NO_ZOMBIE);
    }

    @Test
    @DisplayName(
            "if the app is a zombie when the director lets the parent exit, and gone after that, the outcome is ZOMBIE_UNTIL_PARENT_EXITS")
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
    @DisplayName(
            "if the init has adopted the app, a zombie, and the app is still a zombie when the director lets the init exit, the outcome is ZOMBIE_UNTIL_INIT_EXITS")
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
    @DisplayName(
            "if the init adopts the running app, and reaps it when it has exited, the outcome is NO_ZOMBIE")
    void adoptedAndReaped() {
        pair();
        happens(PARENT, RELEASED).happens(PARENT, EXITED).happens(APP, ADOPTED, INIT);
        happens(APP, RELEASED).happens(APP, EXITED).happens(APP, GONE);
        happens(INIT, RELEASED).happens(INIT, EXITED);
        assertThat(Outcome.of(timeline)).as("of\n%s", timeline).contains(Outcome.NO_ZOMBIE);
    }

    @Test
    @DisplayName(
            "if the init adopts the running app, and does not reap it when it has exited, the outcome is ZOMBIE_UNTIL_INIT_EXITS")
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
            "if the parent is killed while the app is a zombie, the outcome is ZOMBIE_UNTIL_PARENT_EXITS, as if the parent had exited")
    void parentKilled() {
        pair();
        happens(APP, RELEASED).happens(APP, EXITED);
        happens(PARENT, EXITED).happens(APP, ADOPTED, INIT).happens(APP, GONE);
        assertThat(Outcome.of(timeline))
                .as("of\n%s", timeline)
                .contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
    }

    @Test
    @DisplayName(
            "if the app is still a zombie at the end of the play, and its adopter is not part of the play, the outcome is ZOMBIE_UNTIL_INIT_EXITS")
    void neverReaped() {
        happens(PARENT, STARTED).happens(APP, STARTED, PARENT);
        happens(APP, RELEASED).happens(APP, EXITED);
        happens(PARENT, RELEASED).happens(PARENT, EXITED).happens(APP, ADOPTED);
        assertThat(Outcome.of(timeline))
                .as("of\n%s", timeline)
                .contains(Outcome.ZOMBIE_UNTIL_INIT_EXITS);
    }

    @Test
    @DisplayName(
            "if in a namespace the director lets only the parent exit, and the app exits, too, the outcome is KILLED_WITH_NAMESPACE")
    void killedWithNamespace() {
        happens(UNSHARE, STARTED).happens(PARENT, STARTED, UNSHARE).happens(APP, STARTED, PARENT);
        happens(PARENT, RELEASED).happens(PARENT, EXITED).happens(APP, EXITED).happens(APP, GONE);
        assertThat(Outcome.of(timeline))
                .as("of\n%s", timeline)
                .contains(Outcome.KILLED_WITH_NAMESPACE);
    }

    @Test
    @DisplayName("control: without a namespace, the outcome of the same events is NO_ZOMBIE")
    void notInANamespace() {
        pair();
        happens(PARENT, RELEASED).happens(PARENT, EXITED).happens(APP, EXITED).happens(APP, GONE);
        assertThat(Outcome.of(timeline)).as("of\n%s", timeline).contains(Outcome.NO_ZOMBIE);
    }

    @Test
    @DisplayName(
            "if with --init tini the app is a zombie until its parent exits, the outcome is ZOMBIE_UNTIL_PARENT_EXITS")
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
    @DisplayName("if the play ends early, before the app exits, there is no outcome")
    void brokeOff() {
        pair();
        happens(INIT, EXITED);
        assertThat(Outcome.of(timeline)).as("of\n%s", timeline).isEmpty();
    }

    @Test
    @DisplayName(
            "if the play ends early, while the app is a zombie and its parent lives, there "
                    + "is no outcome")
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
