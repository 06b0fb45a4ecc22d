package dev.defunct.waitblocking;

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
 * 1.2: what it takes to have no zombie, and what it costs.
 *
 * <p>Run it: {@code ./play 1.2}
 *
 * <p>Watch for: the parent says no "tick" until the app has exited, while its other thread beats
 * on; then the app is gone at once.
 *
 * <p>Next: {@code ./play 1.3}
 */
public final class Main implements Lesson {
    @Override
    public Section section() {
        return Section.of("1.2", "scenario-wait-blocking", Parent.class)
                .title("The app exits first, and its parent waits for it")
                .appAwaits("app said 0", "parent said another thread")
                .claim("B2", "the parent waits: no zombie stays")
                .holdsIf(seen -> seen.noZombie())
                .claim("B3", "the thread that waits does nothing until the app has exited")
                .holdsIf(seen -> !seen.inOrder("parent said tick", "app asks to leave"))
                .claim("B3", "another thread of the parent goes on meanwhile")
                .holdsIf(
                        seen ->
                                seen.inOrder(
                                        "app said 0", "parent said another thread", "app exited"))
                .expects(NO_ZOMBIE, HOST, REAPING, CARELESS, SELF, TINI);
    }

    @Override
    public List<Class<?>> programs() {
        return List.of(LetsTheJdkWait.class);
    }

    public static void main(String[] args) {
        Play.main(new Main(), args);
    }
}
