package dev.defunct.sigign;

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
 * 2.2: how to have the kernel reap, and what that costs.
 *
 * <p>Run it: {@code ./play 2.2}
 *
 * <p>Watch for: the app is gone as soon as it exits, though nobody waited; and at the end the
 * parent asks how it ended and is told ECHILD: it exited with code 7, and nobody will ever know.
 *
 * <p>Next: {@code ./play 2.3}
 */
public final class Main implements Lesson {
    @Override
    public Section section() {
        return Section.of("2.2", "strategy-sig-ign", Parent.class)
                .title("The parent ignores SIGCHLD, and the kernel reaps")
                .claim("D1", "nobody waits, and no zombie stays")
                .holdsIf(seen -> seen.noZombie())
                .claim("D1", "the price: waitpid says ECHILD, and the exit code is lost")
                .holdsIf(seen -> seen.said("parent", "waitpid says -1, ECHILD"))
                .claim("D2", "it works on this system, " + System.getProperty("os.name"))
                .holdsIf(seen -> seen.inOrder("app exited", "app gone", "parent exited"))
                .expects(NO_ZOMBIE, HOST, REAPING, CARELESS, SELF, TINI);
    }

    @Override
    public List<Class<?>> programs() {
        return List.of(
                IgnoresTooSoon.class,
                IgnoresInTime.class,
                LosesExitCodes.class,
                KeepsExitCodes.class,
                HandsItDown.class,
                TakesItBack.class,
                IgnoresTooLate.class);
    }

    public static void main(String[] args) {
        Play.main(new Main(), args);
    }
}
