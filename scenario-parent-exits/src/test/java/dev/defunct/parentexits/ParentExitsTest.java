package dev.defunct.parentexits;

import static dev.defunct.lab.testing.LabAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Tick;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.testing.Pair;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each test starts test.py and its app.py, lets the parent exit first, and reads the process table
 * from outside.
 */
@DisplayName("1.1 The parent exits first")
@Order(1)
class ParentExitsTest {

    @Test
    @DisplayName("B1: when the parent exits, init adopts the app, which keeps running")
    void initAdoptsTheApp() {
        try (Pair pair = Pair.start(Parent.class)) {
            assertThat(pair.app()).isRunning().hasParent(pair.parent());

            pair.letParentExit();

            await().untilAsserted(() -> assertThat(pair.app()).isRunning().hasParent(pair.init()));
            await().untilAsserted(() -> assertThat(pair.app().output()).contains("2"));
        }
    }

    @Test
    @DisplayName("B1: when the adopted app exits, init reaps it, and learns exit code 7")
    void initReapsTheApp() {
        try (Pair pair = Pair.start(Parent.class)) {
            pair.letParentExit();
            await().untilAsserted(() -> assertThat(pair.app()).hasParent(pair.init()));

            pair.letAppExit();

            await().untilAsserted(() -> assertThat(pair.app()).isGone());
            String reaped = "reaps " + pair.app().pid() + ", which exited with code 7";
            await().untilAsserted(() -> assertThat(pair.init().output()).contains(reaped));
        }
    }

    @Test
    @DisplayName(
            "B1, corrected: the nearest subreaper adopts the orphan; when that subreaper exits, the next subreaper above it adopts the orphan")
    void nearestSubreaper() {
        try (Pair pair = Pair.start(NearerSubreaper.class)) {
            assertThat(pair.app()).hasParent(pair.intermediate());

            pair.letIntermediateExit();
            await().untilAsserted(() -> assertThat(pair.app()).hasParent(pair.parent()));

            pair.letParentExit();
            await().untilAsserted(() -> assertThat(pair.app()).isRunning().hasParent(pair.init()));
        }
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    class Control {

        /** The opposite of the lesson: this parent stays until the app has exited. */
        static final class Stays {
            public static void main(String[] args) {
                Spawn.java(App.class);
                for (int i = 0; i < 10; i++) {
                    Tick.sleep();
                }
            }
        }

        /** {@link NearerSubreaper} without the call that makes it a subreaper. */
        static final class IsNotASubreaper {
            public static void main(String[] args) {
                int intermediate = Spawn.java(LeavesAtOnce.class);
                Posix.get().waitpid(intermediate, new int[1], 0);
                Tick.sleep();
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "B1, control: while the parent lives, the app is not adopted, and is a zombie after its exit")
        void parentStays() {
            try (Pair pair = Pair.start(Stays.class)) {
                pair.letAppExit();

                await().untilAsserted(
                                () -> assertThat(pair.app()).isDefunct().hasParent(pair.parent()));
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName("B1, control: an ancestor that is not a subreaper does not adopt the orphan")
        void isNotASubreaper() {
            try (Pair pair = Pair.start(IsNotASubreaper.class)) {
                pair.letIntermediateExit();

                await().untilAsserted(() -> assertThat(pair.app()).hasParent(pair.init()));
                assertThat(pair.parent()).isRunning();
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "B1, control: under an init that never reaps, the zombie stays until that init exits")
        void carelessInit() {
            try (Pair pair = Pair.startUnder(Adopter.CARELESS, Parent.class)) {
                pair.letParentExit();
                await().untilAsserted(() -> assertThat(pair.app()).hasParent(pair.init()));

                pair.letAppExit();

                await().untilAsserted(() -> assertThat(pair.app()).isDefunct());
                await().during(Duration.ofSeconds(1))
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(pair.app()).isDefunct());
                pair.letInitExit();
                await().untilAsserted(() -> assertThat(pair.app()).isGone());
            }
        }
    }
}
