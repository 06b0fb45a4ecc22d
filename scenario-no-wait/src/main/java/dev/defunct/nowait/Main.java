package dev.defunct.nowait;

import static dev.defunct.lab.role.Role.APP;
import static dev.defunct.lab.role.Role.PARENT;
import static dev.defunct.lab.section.Adopter.CARELESS;
import static dev.defunct.lab.section.Adopter.DOCKER;
import static dev.defunct.lab.section.Adopter.DOCKER_INIT;
import static dev.defunct.lab.section.Adopter.HOST;
import static dev.defunct.lab.section.Adopter.REAPING;
import static dev.defunct.lab.section.Adopter.SELF;
import static dev.defunct.lab.section.Adopter.TINI;
import static dev.defunct.lab.section.Event.Kind.EXITED;
import static dev.defunct.lab.section.Event.Kind.GONE;
import static dev.defunct.lab.section.Event.Kind.RELEASED;
import static dev.defunct.lab.section.Outcome.ZOMBIE_UNTIL_INIT_EXITS;
import static dev.defunct.lab.section.Outcome.ZOMBIE_UNTIL_PARENT_EXITS;

import dev.defunct.lab.cli.Play;
import dev.defunct.lab.role.App;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;

/**
 * 1.3 What becomes of a child whose parent never waits for it.
 *
 * <p>Run it: {@code ./play 1.3}. You see the app become a zombie under a living parent. The zombie
 * vanishes when the parent exits. Next: 2.1, the first way to avoid zombies.
 */
public final class Main {

    public static final Section SECTION =
            Section.of("1.3", "scenario-no-wait", "The app exits first, and its parent never waits")
                    .pair(Parent.class, App.class)
                    .exits(APP)
                    .exits(PARENT)
                    .claim(
                            "A2",
                            "an exited child that its living parent has not reaped is a zombie")
                    .holdsIf(Main::isZombie)
                    .claim(
                            "B4",
                            "the parent never waits: the child is a zombie until the parent exits")
                    .holdsIf(Main::isZombie)
                    .claim("B5", "after that, init adopts the zombie and reaps it")
                    .holdsIf(Main::isReapedByInit)
                    .exceptUnder(CARELESS, SELF, DOCKER)
                    .expects(
                            ZOMBIE_UNTIL_PARENT_EXITS,
                            HOST,
                            REAPING,
                            SELF,
                            DOCKER,
                            TINI,
                            DOCKER_INIT)
                    .expects(ZOMBIE_UNTIL_INIT_EXITS, CARELESS)
                    .program(TrustsIsAlive.class, "mistake: isAlive() is true for a zombie")
                    .program(
                            LooksAtTheState.class,
                            "remedy: ask the kernel for the state of the process")
                    .program(
                            ReadsTheExitStatus.class,
                            "reads how a zombie exited, without reaping it")
                    .program(
                            InheritsAcrossExec.class,
                            "mistake: exec java in a script that has started a background job")
                    .program(
                            ReadsNoOutput.class,
                            "mistake: a child whose output is not read blocks, and never exits")
                    .program(
                            RunsOut.class,
                            "zombies count against the process limit; at that limit no process can start")
                    .program(
                            PoisonsAPid.class,
                            "a JDK bug: a failed start() leaves a pid that is never reaped again")
                    .program(
                            PoisonsAPidByReading.class,
                            "the same bug without a limit: a grandchild holds the output open");

    /** The app has exited, and is still in the process table when the parent may exit. */
    private static boolean isZombie(Observation seen) {
        return seen.inOrder(EXITED.of(APP), RELEASED.of(PARENT))
                && !seen.inOrder(GONE.of(APP), RELEASED.of(PARENT));
    }

    private static boolean isReapedByInit(Observation seen) {
        return seen.outcomeIs(ZOMBIE_UNTIL_PARENT_EXITS)
                && seen.pidInside(PARENT) != 1; // under self, the parent is PID 1 itself
    }

    public static void main(String[] args) {
        Play.main(SECTION, args);
    }
}
