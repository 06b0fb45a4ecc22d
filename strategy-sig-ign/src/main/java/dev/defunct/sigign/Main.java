package dev.defunct.sigign;

import static dev.defunct.lab.role.Role.APP;
import static dev.defunct.lab.role.Role.PARENT;
import static dev.defunct.lab.section.Event.Kind.EXITED;
import static dev.defunct.lab.section.Event.Kind.GONE;
import static dev.defunct.lab.section.Outcome.NO_ZOMBIE;

import dev.defunct.lab.cli.Play;
import dev.defunct.lab.role.App;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;

/**
 * 2.2 What becomes of a child whose parent ignores SIGCHLD.
 *
 * <p>Run it: {@code ./play 2.2}. You see the app vanish when it exits, although the parent does not
 * wait. Then you see waitpid fail. Next: 2.3, where the parent keeps the exit code.
 */
public final class Main {

    public static final Section SECTION =
            Section.of(
                            "2.2",
                            "strategy-sig-ign",
                            "The parent ignores SIGCHLD, and the kernel reaps")
                    .pair(Parent.class, App.class)
                    .exits(APP)
                    .exits(PARENT)
                    .claim("D1", "the parent does not wait, and no zombie stays")
                    .holdsIf(seen -> seen.outcomeIs(NO_ZOMBIE))
                    .claim("D1", "the price: waitpid fails with ECHILD, the exit code is lost")
                    .holdsIf(Main::isLost)
                    .claim("D2", "it works on this system, " + System.getProperty("os.name"))
                    .holdsIf(Main::isGoneInTime)
                    .expects(NO_ZOMBIE, Adopter.values())
                    .program(
                            IgnoresTooSoon.class,
                            "mistake: SIGCHLD is ignored before the JDK resets it to its default")
                    .program(
                            IgnoresInTime.class,
                            "remedy: make the JDK reset it first, and ignore SIGCHLD after that")
                    .program(
                            LosesExitCodes.class,
                            "mistake: with SIGCHLD ignored, waitFor() loses the exit code")
                    .program(
                            KeepsExitCodes.class,
                            "remedy: with SIGCHLD at its default, waitFor() returns the exit code")
                    .program(HandsItDown.class, "mistake: a child inherits the ignored SIGCHLD")
                    .program(
                            TakesItBack.class,
                            "remedy: env(1) starts the child with SIGCHLD at its default")
                    .program(
                            IgnoresTooLate.class,
                            "mistake: ignoring SIGCHLD does not remove an existing zombie");

    private static boolean isLost(Observation seen) {
        return seen.printed(PARENT, "waitpid: -1, ECHILD");
    }

    private static boolean isGoneInTime(Observation seen) {
        return seen.inOrder(EXITED.of(APP), GONE.of(APP), EXITED.of(PARENT));
    }

    public static void main(String[] args) {
        Play.main(SECTION, args);
    }
}
