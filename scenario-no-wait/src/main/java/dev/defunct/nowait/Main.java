package dev.defunct.nowait;

import static dev.defunct.lab.Init.CARELESS;
import static dev.defunct.lab.Init.HOST;
import static dev.defunct.lab.Init.REAPING;
import static dev.defunct.lab.Init.SELF;
import static dev.defunct.lab.Init.TINI;
import static dev.defunct.lab.Outcome.ZOMBIE_UNTIL_INIT_EXITS;
import static dev.defunct.lab.Outcome.ZOMBIE_UNTIL_PARENT_EXITS;

import dev.defunct.lab.Lesson;
import dev.defunct.lab.Play;
import dev.defunct.lab.Section;
import java.util.List;

/**
 * 1.3: how a zombie comes to be, and how long it stays.
 *
 * <p>Run it: {@code ./play 1.3}
 *
 * <p>Watch for: the app's line in the process table turns to Z and {@code <defunct>} when the app
 * exits, and stays so until its parent exits; then the adopter reaps it.
 *
 * <p>Next: {@code ./play 2.1}, the first of three ways out.
 */
public final class Main implements Lesson {
    @Override
    public Section section() {
        return Section.of("1.3", "scenario-no-wait", Parent.class)
                .title("The app exits first, and its parent never waits")
                .claim("A2", "a child that has exited, unreaped by a living parent: a zombie")
                .holdsIf(seen -> !seen.noZombie() && seen.inOrder("app exited", "parent exited"))
                .claim("B4", "the parent never waits: a zombie, for as long as the parent lives")
                .holdsIf(
                        seen ->
                                seen.inOrder("app exited", "parent may leave")
                                        && !seen.inOrder("app gone", "parent may leave"))
                .claim("B5", "then init adopts the zombie and reaps it")
                .holdsIf(
                        seen ->
                                seen.outcomeIs(ZOMBIE_UNTIL_PARENT_EXITS)
                                        && seen.pidInside("parent") != 1) // or it was init itself
                .failsUnder(CARELESS, SELF)
                .expects(ZOMBIE_UNTIL_PARENT_EXITS, HOST, REAPING, SELF, TINI)
                .expects(ZOMBIE_UNTIL_INIT_EXITS, CARELESS);
    }

    @Override
    public List<Class<?>> programs() {
        return List.of(
                TrustsIsAlive.class, LooksAtTheState.class, ReadsNoOutput.class, RunsOut.class);
    }

    public static void main(String[] args) {
        Play.main(new Main(), args);
    }
}
