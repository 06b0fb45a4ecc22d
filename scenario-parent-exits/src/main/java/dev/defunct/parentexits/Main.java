package dev.defunct.parentexits;

import static dev.defunct.lab.Init.CARELESS;
import static dev.defunct.lab.Init.HOST;
import static dev.defunct.lab.Init.REAPING;
import static dev.defunct.lab.Init.SELF;
import static dev.defunct.lab.Init.TINI;
import static dev.defunct.lab.Outcome.KILLED_WITH_NAMESPACE;
import static dev.defunct.lab.Outcome.NO_ZOMBIE;
import static dev.defunct.lab.Outcome.ZOMBIE_UNTIL_INIT_EXITS;

import dev.defunct.lab.Lesson;
import dev.defunct.lab.Play;
import dev.defunct.lab.Section;

/**
 * 1.1: what becomes of a child whose parent exits first.
 *
 * <p>Run it: {@code ./play 1.1}
 *
 * <p>Watch for: the app's PPID changes while it runs, from its parent to the adopter; when the app
 * exits, the adopter reaps it.
 *
 * <p>Next: {@code ./play 1.2}
 */
public final class Main implements Lesson {
    @Override
    public Section section() {
        return Section.of("1.1", "scenario-parent-exits", Parent.class)
                .title("The parent exits first")
                .appOutlives("parent")
                .claim("B1", "the running app, an orphan now, is adopted, and runs on")
                .holdsIf(
                        seen ->
                                seen.inOrder("parent asks to leave", "app adopted", "app exited")
                                        && !seen.outcomeIs(KILLED_WITH_NAMESPACE))
                .failsUnder(SELF, TINI)
                .claim("B1", "when it ends, its adopter reaps it: no zombie stays")
                .holdsIf(seen -> seen.noZombie())
                .failsUnder(CARELESS, SELF, TINI)
                .expects(NO_ZOMBIE, HOST, REAPING)
                .expects(ZOMBIE_UNTIL_INIT_EXITS, CARELESS)
                .expects(KILLED_WITH_NAMESPACE, SELF, TINI);
    }

    public static void main(String[] args) {
        Play.main(new Main(), args);
    }
}
