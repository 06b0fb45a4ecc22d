package dev.defunct.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every section's tests have in common: the section is played under each init of our own, by
 * its {@code Main} too, and comes out as its data says. A module's test class adds what is special.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LessonContract {

    protected static final Duration TICK = Duration.ofMillis(20);
    protected static final Stage.Audience NOBODY = new Stage.Audience() {};

    private final Lesson lesson;
    private Map<Init, Seen> seen;
    private String output;
    private int exitStatus;

    protected LessonContract(Lesson lesson) {
        this.lesson = lesson;
    }

    /** Plays it three times at once, to save the reader's time; the tests below only look. */
    @BeforeAll
    void play() throws IOException, InterruptedException {
        CompletableFuture<Seen> reaping = CompletableFuture.supplyAsync(() -> play(Init.REAPING));
        CompletableFuture<Seen> careless = CompletableFuture.supplyAsync(() -> play(Init.CARELESS));
        Process main = startMain();
        output = new String(main.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        exitStatus = main.waitFor();
        seen = Map.of(Init.REAPING, reaping.join(), Init.CARELESS, careless.join());
    }

    private Seen play(Init init) {
        return Stage.play(section(), init, TICK, NOBODY);
    }

    private Process startMain() throws IOException {
        List<String> command =
                Spawn.javaCommand(lesson.getClass(), "--tick", "20ms", "--init", "reaping");
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    protected final Section section() {
        return lesson.section();
    }

    /** What was seen under reaping or careless. */
    protected final Seen seen(Init init) {
        return seen.get(init);
    }

    /** What another parent makes of the same script, under a reaping init: the control. */
    protected final Seen playedBy(Class<?> parent) {
        return Stage.play(section().playedBy(parent), Init.REAPING, TICK, NOBODY);
    }

    /** Whether a claim holds for what was seen; of two sentences with one number, both must. */
    protected final boolean holds(String claim, Seen play) {
        return section().claims().stream()
                .filter(c -> c.number().equals(claim))
                .allMatch(c -> c.holds(play));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("outcomes")
    @DisplayName("the outcome")
    void outcome(Init init, String sentence) {
        assertThat(seen(init).outcome())
                .as(seen(init).timeline().events().toString())
                .isEqualTo(section().expected(init));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("claims")
    @DisplayName("the claims")
    void claim(Claim claim, Init init, String sentence) {
        assertThat(claim.holds(seen(init)))
                .as(seen(init).timeline().events().toString())
                .isEqualTo(claim.expected(init));
    }

    @Test
    @DisplayName("the play: Main shows the story, the lanes and the verdict, and exits with 0")
    void main() {
        assertThat(output)
                .contains(section().number() + "  " + section().title())
                .containsPattern("app +\\d+  \\| 0\\R")
                .containsPattern("app +\\d+  has exited")
                .containsPattern("(?m)^parent +\\d+ +\\S*█")
                .contains("outcome seen:     " + section().expected(Init.REAPING).orElseThrow())
                .endsWith("as expected" + System.lineSeparator())
                .doesNotContain("WARNING")
                .doesNotContain("NOT as expected");
        assertThat(exitStatus).isZero();
    }

    List<Object[]> outcomes() {
        List<Object[]> rows = new ArrayList<>();
        for (Init init : List.of(Init.REAPING, Init.CARELESS)) {
            rows.add(
                    new Object[] {
                        init, "under " + init + ": " + words(section().expected(init).orElseThrow())
                    });
        }
        return rows;
    }

    List<Object[]> claims() {
        List<Object[]> rows = new ArrayList<>();
        for (Claim claim : section().claims()) {
            for (Init init : List.of(Init.REAPING, Init.CARELESS)) {
                String not = claim.expected(init) ? "" : "NOT so ";
                String sentence =
                        claim.number() + ", " + not + "under " + init + ": " + claim.sentence();
                rows.add(new Object[] {claim, init, sentence});
            }
        }
        return rows;
    }

    private static String words(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
