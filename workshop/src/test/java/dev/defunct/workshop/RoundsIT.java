package dev.defunct.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The second half of the gate, which runs after {@link GateIT}. */
@DisplayName("the gate: the solutions pass ten times, while all cores are kept busy")
@Tag("gate")
class RoundsIT {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /**
     * Begins with the last three exercises, each in two JVMs at once, because these take longest.
     */
    static Stream<Arguments> rounds() {
        return GateIT.EXERCISES.stream()
                .flatMap(
                        exercise ->
                                exercise.number() < 9
                                        ? Stream.of(arguments(exercise, 10))
                                        : Stream.generate(
                                                        () -> arguments(exercise, times(exercise)))
                                                .limit(2));
    }

    private static int times(Exercise exercise) {
        return exercise.number() == 11 ? 2 : 5; // 11 runs a container for a quarter of a minute
    }

    private static volatile boolean isOver;

    @BeforeAll
    static void keepBusy() {
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread busy = new Thread(RoundsIT::loop, "busy " + i);
            busy.setDaemon(true);
            busy.start();
        }
    }

    private static void loop() {
        while (!isOver) {
            // keeps a core busy
        }
    }

    @AfterAll
    static void rest() {
        isOver = true;
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(quoteTextArguments = false, name = "{0}, {1} times")
    @MethodSource("rounds")
    @DisplayName("the solution passes each time:")
    void solution(Exercise exercise, int times) throws Exception {
        Path solutions = ROOT.resolve("workshop/solutions");
        Answer.Verdict verdict =
                new Answer(ROOT, solutions, exercise)
                        .test(times, Duration.ofSeconds(60).multipliedBy(times));
        assertThat(verdict.isRight()).as(verdict.text()).isTrue();
    }
}
