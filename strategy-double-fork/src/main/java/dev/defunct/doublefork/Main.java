package dev.defunct.doublefork;

import static dev.defunct.lab.Init.CARELESS;
import static dev.defunct.lab.Init.HOST;
import static dev.defunct.lab.Init.REAPING;
import static dev.defunct.lab.Init.SELF;
import static dev.defunct.lab.Init.TINI;
import static dev.defunct.lab.Outcome.NO_ZOMBIE;
import static dev.defunct.lab.Outcome.ZOMBIE_UNTIL_INIT_EXITS;
import static dev.defunct.lab.Outcome.ZOMBIE_UNTIL_PARENT_EXITS;

import dev.defunct.lab.Lesson;
import dev.defunct.lab.Play;
import dev.defunct.lab.Section;
import java.util.List;

/**
 * 2.1: how to have a child reaped by somebody else, and whom that depends on.
 *
 * <p>Run it: {@code ./play 2.1}
 *
 * <p>Watch for: the app's PPID is the adopter's, not the parent's, as soon as the child in the
 * middle has exited. Then try {@code ./play 2.1 --init careless}: the zombie is back.
 *
 * <p>Next: {@code ./play 2.2}
 */
public final class Main implements Lesson {
    @Override
    public Section section() {
        return Section.of("2.1", "strategy-double-fork", Parent.class)
                .title("Fork twice: the app is a grandchild")
                .appOutlives("intermediate")
                .appAwaits("intermediate gone")
                .claim("C1", "the parent waits for its child, the one in the middle")
                .holdsIf(seen -> seen.inOrder("intermediate gone", "app exited", "parent exited"))
                .claim("C2", "the child starts the grandchild and exits at once")
                .holdsIf(seen -> seen.inOrder("app started", "intermediate exited", "app exited"))
                .claim("C3", "the grandchild is adopted, and not by our parent")
                .holdsIf(
                        seen ->
                                seen.inOrder(
                                                "intermediate asks to leave",
                                                "app adopted",
                                                "app exited")
                                        && !seen.inOrder("app adopted by parent"))
                .failsUnder(SELF)
                .claim("C3", "and its adopter reaps it: no zombie stays")
                .holdsIf(seen -> seen.noZombie())
                .failsUnder(CARELESS, SELF)
                .expects(NO_ZOMBIE, HOST, REAPING, TINI)
                .expects(ZOMBIE_UNTIL_PARENT_EXITS, SELF)
                .expects(ZOMBIE_UNTIL_INIT_EXITS, CARELESS);
    }

    @Override
    public List<Class<?>> programs() {
        return List.of(GetsTheStatusBack.class);
    }

    public static void main(String[] args) {
        Play.main(new Main(), args);
    }
}
