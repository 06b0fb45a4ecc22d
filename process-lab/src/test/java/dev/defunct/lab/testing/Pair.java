package dev.defunct.lab.testing;

import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.Director;
import dev.defunct.lab.director.PlayedProcess;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Timeline;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The article's test.py and its app.py, under an init of ours. The app runs and counts, and no
 * process exits before the test lets it.
 */
public final class Pair implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(20);

    private final Director director;

    private Pair(Director director) {
        this.director = director;
    }

    /** Starts a test.py under an init that reaps, and waits until its app has started to count. */
    public static Pair start(Class<?> testPy) {
        return startUnder(Adopter.REAPING, testPy);
    }

    /** Starts a test.py under this adopter, and waits until its app has started to count. */
    public static Pair startUnder(Adopter adopter, Class<?> testPy) {
        Needs.all(Needs.adopter(adopter));
        Pair pair = new Pair(new Director(adopter, testPy, TICK, Director.Audience.NONE));
        try {
            pair.awaitCounting();
        } catch (RuntimeException | Error e) {
            pair.close();
            throw e;
        }
        return pair;
    }

    /**
     * Waits until the app has started to count. If the app never does, the failure shows what has
     * happened so far.
     */
    private void awaitCounting() {
        try {
            await("the app counts").until(() -> app().output().contains("0"));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("the app does not count\n" + timeline(), e);
        }
    }

    public PlayedProcess app() {
        return director.process(Role.APP);
    }

    public PlayedProcess parent() {
        return director.process(Role.PARENT);
    }

    /** The child of the parent that starts the app. Only section 2.1 has one. */
    public PlayedProcess intermediate() {
        return director.process(Role.INTERMEDIATE);
    }

    public PlayedProcess init() {
        return director.process(Role.INIT);
    }

    /**
     * The process that started the init, or, under {@code host}, the parent. A play in a PID
     * namespace has no such process.
     */
    public PlayedProcess launcher() {
        return director.process(Role.LAUNCHER);
    }

    /** Waits until the app has counted to the end, and lets it exit. */
    public void letAppExit() {
        release(Role.APP);
    }

    /** Waits until the parent has reached the end of main, and lets it exit. */
    public void letParentExit() {
        release(Role.PARENT);
    }

    /** Waits until the intermediate has reached the end of main, and lets it exit. */
    public void letIntermediateExit() {
        release(Role.INTERMEDIATE);
    }

    /** Waits until the init has reached the end of main, and lets it exit. */
    public void letInitExit() {
        release(Role.INIT);
    }

    /**
     * Waits until the process has reached the end of main, and lets the process exit. If the
     * process never reaches the end of main, the failure shows what has happened so far.
     */
    private void release(Role role) {
        try {
            director.release(role);
        } catch (Director.BrokeOff e) {
            throw new AssertionError(e.getMessage() + "\n" + timeline(), e);
        }
    }

    /** What has happened so far, for a failure message. */
    public Timeline timeline() {
        return director.timeline();
    }

    /** Ends all processes that are left. */
    @Override
    public void close() {
        director.close();
    }
}
