package dev.defunct.sigchldhandler;

import static dev.defunct.lab.Init.CARELESS;
import static dev.defunct.lab.Init.HOST;
import static dev.defunct.lab.Init.REAPING;
import static dev.defunct.lab.Init.SELF;
import static dev.defunct.lab.Init.TINI;
import static dev.defunct.lab.Outcome.NO_ZOMBIE;

import dev.defunct.lab.Lesson;
import dev.defunct.lab.Play;
import dev.defunct.lab.Section;
import java.util.List;

/**
 * 2.3: how to reap without waiting, and without losing how the child ended.
 *
 * <p>Run it: {@code ./play 2.3}
 *
 * <p>Watch for: when the app exits, the handler says its pid and its exit code, then that no child
 * is left; the parent's ticks go on as if nothing had happened.
 *
 * <p>Next: read {@link ReapsOnlyOne} and its test: without the loop there are zombies again.
 */
public final class Main implements Lesson {
    @Override
    public Section section() {
        return Section.of("2.3", "strategy-sigchld-handler", Parent.class)
                .title("The parent handles SIGCHLD with waitpid")
                .appAwaits("app started", "parent said tick 1")
                .lastWords("no child is left")
                .claim("E1", "a handler that calls waitpid reaps: no zombie stays")
                .holdsIf(seen -> seen.noZombie())
                .claim("E1", "and the parent is not blocked: it ticks while the app runs")
                .holdsIf(seen -> seen.inOrder("app started", "parent said tick 1", "app exited"))
                .claim("E2", "waitpid(-1, WNOHANG) says ECHILD when no child is left")
                .holdsIf(seen -> seen.said("parent", "no child is left"))
                .claim("E3", "the handler learns the pid and the exit code")
                .holdsIf(
                        seen ->
                                seen.said(
                                        "parent",
                                        "child " + seen.pidInside("app") + " exited with code 7"))
                .claim("E4", "the app ends first, the parent after its ten ticks")
                .holdsIf(
                        seen ->
                                seen.said("parent", "tick 10")
                                        && seen.inOrder("app gone", "parent exited"))
                .expects(NO_ZOMBIE, HOST, REAPING, CARELESS, SELF, TINI);
    }

    @Override
    public List<Class<?>> programs() {
        return List.of(
                InstallsTooSoon.class,
                InstallsInTime.class,
                StealsStatuses.class,
                WaitsForItsOwn.class,
                DiesAfterGc.class,
                SurvivesGc.class,
                SharesItsStatus.class,
                KeepsItsStatus.class,
                TakesStopForExit.class);
    }

    public static void main(String[] args) {
        Play.main(new Main(), args);
    }
}
