package dev.defunct.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/**
 * What every section's tests have in common: the section is played under each init, and comes out
 * as its data says. What this machine cannot play is skipped, with the reason. A module's test
 * class adds what is special.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LessonContract {

    protected static final Duration TICK = Duration.ofMillis(20);
    protected static final Stage.Audience NOBODY = new Stage.Audience() {};

    private final Lesson lesson;
    private final List<Section> controls;
    private final Map<Init, Seen> seen = new ConcurrentHashMap<>();
    private final Map<Init, TestAbortedException> skipped = new ConcurrentHashMap<>();
    private final Map<Class<?>, Seen> seenOfControls = new ConcurrentHashMap<>();

    /**
     * @param controls the same probe where it has to come out the other way: the section with
     *     another parent, or with another script
     */
    protected LessonContract(Lesson lesson, Section... controls) {
        this.lesson = lesson;
        this.controls = List.of(controls);
    }

    /**
     * Plays them all, side by side to save the reader's time; the tests only look at what was seen.
     */
    @BeforeAll
    void play() throws Exception {
        List<Callable<Void>> plays = new ArrayList<>();
        for (Init init : Init.values()) {
            plays.add(
                    () -> {
                        play(init);
                        return null;
                    });
        }
        for (Section control : controls) {
            plays.add(
                    () -> {
                        Seen other =
                                Stage.play(control, Init.REAPING, TICK, audience(control.parent()));
                        seenOfControls.put(control.parent(), other);
                        return null;
                    });
        }
        ExecutorService sideBySide = Executors.newCachedThreadPool();
        try {
            for (Future<Void> play : sideBySide.invokeAll(plays)) {
                play.get();
            }
        } finally {
            sideBySide.shutdown();
        }
    }

    private void play(Init init) {
        try {
            Needs.all(Needs.init(init));
            seen.put(init, Stage.play(section(), init, TICK, audience(init)));
        } catch (TestAbortedException e) {
            skipped.put(init, e);
        }
    }

    protected final Section section() {
        return lesson.section();
    }

    /** Who watches the section under this init: nobody, unless a test has a probe. */
    protected Stage.Audience audience(Init init) {
        return NOBODY;
    }

    /** Who watches this parent's play: nobody, unless a test has a probe. */
    protected Stage.Audience audience(Class<?> control) {
        return NOBODY;
    }

    /** What was seen under this init; skips the test where this machine cannot play it. */
    protected final Seen seen(Init init) {
        if (skipped.containsKey(init)) {
            throw skipped.get(init);
        }
        Needs.all(Needs.adopterThatReaps(seen.get(init)));
        return seen.get(init);
    }

    /** What another parent made of it, under a reaping init. */
    protected final Seen playedBy(Class<?> parent) {
        return seenOfControls.get(parent);
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

    List<Object[]> outcomes() {
        List<Object[]> rows = new ArrayList<>();
        for (Init init : Init.values()) {
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
            for (Init init : Init.values()) {
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
