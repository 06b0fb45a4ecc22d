package dev.defunct.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.defunct.lab.Timeline.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Stage: plays a section, whatever happens to its cast")
@Execution(ExecutionMode.CONCURRENT)
class StageTest {

    private static final Duration TICK = Duration.ofMillis(20);
    private static final Stage.Audience NOBODY = new Stage.Audience() {};

    /** A parent that cannot start what it should. */
    static final class SpawnsNothing {
        public static void main(String[] args) {
            Cast.enter(args);
            Spawn.command("/no/such/app");
        }
    }

    @ParameterizedTest(name = "as soon as the app says \"{1}\", kill -9 of the {0}, under {2}: {3}")
    @DisplayName("it survives the death of each member of the cast, and leaves nobody:")
    @CsvSource({
        "parent, 0, REAPING, NO_ZOMBIE",
        "parent, 0, CARELESS, ZOMBIE_UNTIL_INIT_EXITS",
        "app, 0, REAPING, ZOMBIE_UNTIL_PARENT_EXITS",
        "app, 0, SELF, ZOMBIE_UNTIL_PARENT_EXITS"
    })
    void killed(String role, String words, Init init, Outcome outcome) {
        Needs.all(Needs.init(init));
        Seen seen = Stage.play(NeverWaits.section(), init, TICK, killer(role, "app said " + words));
        assertThat(seen.outcome()).contains(outcome);
        assertThat(seen.asExpected())
                .isEqualTo(NeverWaits.section().expected(init).get() == outcome);
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("without its init a play breaks off, says why, and is not as expected:")
    @CsvSource({"REAPING, init", "HOST, starter", "SELF, unshare", "TINI, unshare"})
    void initKilled(Init init, String role) {
        Needs.all(Needs.init(init));
        Seen seen = Stage.play(NeverWaits.section(), init, TICK, killer(role, "app said 1"));
        assertThat(seen.trouble().orElse("none")).matches(role + " \\d+ ended before its time; .*");
        assertThat(seen.asExpected()).isFalse();
    }

    @ParameterizedTest(name = "kill -9 of the {1}, under {0}, at \"{2}\"")
    @DisplayName("without PID 1 of its namespace it breaks off, and leaves nobody:")
    @CsvSource({
        "SELF, parent, app said 1",
        "SELF, parent, parent may leave",
        "TINI, tini, app said 1",
        "TINI, parent, parent may leave"
    })
    void pid1Killed(Init init, String role, String cue) {
        Needs.all(Needs.init(init));
        Seen seen = Stage.play(NeverWaits.section(), init, TICK, killer(role, cue));
        assertThat(seen.trouble().orElse("none")).matches("unshare \\d+ ended before its time; .*");
        assertThat(seen.outcome()).isNotEqualTo(Optional.of(Outcome.KILLED_WITH_NAMESPACE));
        assertThat(seen.asExpected()).isFalse();
    }

    @Test
    @DisplayName("a parent that cannot start the app says which command and why")
    void cannotSpawn() {
        Section section = NeverWaits.section().playedBy(SpawnsNothing.class);
        assertThatThrownBy(() -> Stage.play(section, Init.REAPING, TICK, NOBODY))
                .isInstanceOf(CannotPlay.class)
                .hasMessage(
                        "parent: cannot start /no/such/app: ENOENT (No such file or directory)");
    }

    private static Stage.Audience killer(String role, String cue) {
        AtomicInteger kills = new AtomicInteger();
        return new Stage.Audience() {
            @Override
            public void see(Event event, Stage stage) {
                if (event.toString().equals(cue) && kills.getAndIncrement() == 0) {
                    ProcessHandle.of(stage.look().get(role).pid())
                            .ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        };
    }
}
