package dev.defunct.doublefork;

import static dev.defunct.lab.role.Role.APP;
import static dev.defunct.lab.role.Role.INTERMEDIATE;
import static dev.defunct.lab.role.Role.PARENT;
import static dev.defunct.lab.section.Adopter.CARELESS;
import static dev.defunct.lab.section.Adopter.DOCKER;
import static dev.defunct.lab.section.Adopter.DOCKER_INIT;
import static dev.defunct.lab.section.Adopter.HOST;
import static dev.defunct.lab.section.Adopter.REAPING;
import static dev.defunct.lab.section.Adopter.SELF;
import static dev.defunct.lab.section.Adopter.TINI;
import static dev.defunct.lab.section.Event.Kind.ADOPTED;
import static dev.defunct.lab.section.Event.Kind.EXITED;
import static dev.defunct.lab.section.Event.Kind.GONE;
import static dev.defunct.lab.section.Event.Kind.RELEASED;
import static dev.defunct.lab.section.Event.Kind.STARTED;
import static dev.defunct.lab.section.Event.adoptedBy;
import static dev.defunct.lab.section.Outcome.NO_ZOMBIE;
import static dev.defunct.lab.section.Outcome.ZOMBIE_UNTIL_INIT_EXITS;
import static dev.defunct.lab.section.Outcome.ZOMBIE_UNTIL_PARENT_EXITS;

import dev.defunct.lab.cli.Play;
import dev.defunct.lab.role.App;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;

/**
 * 2.1 What becomes of a grandchild whose parent, the child in the middle, exits at once.
 *
 * <p>Run it: {@code ./play 2.1}. You see the app adopted and reaped. The parent has no zombie,
 * although it never waits for the app. Next: 2.2, where the kernel reaps.
 */
public final class Main {

    public static final Section SECTION =
            Section.of("2.1", "strategy-double-fork", "Fork twice: the app is a grandchild")
                    .pair(Parent.class, App.class)
                    .exits(INTERMEDIATE)
                    .exits(APP)
                    .exits(PARENT)
                    .claim("C1", "the parent waits for its child, the intermediate")
                    .holdsIf(Main::waitsForChild)
                    .claim("C2", "the intermediate starts the grandchild and exits at once")
                    .holdsIf(Main::exitsAtOnce)
                    .claim("C3", "the grandchild is adopted, and not by the parent")
                    .holdsIf(Main::isAdopted)
                    .exceptUnder(SELF, DOCKER)
                    .claim("C3", "and its adopter reaps it: no zombie stays")
                    .holdsIf(seen -> seen.outcomeIs(NO_ZOMBIE))
                    .exceptUnder(CARELESS, SELF, DOCKER)
                    .expects(NO_ZOMBIE, HOST, REAPING, TINI, DOCKER_INIT)
                    .expects(ZOMBIE_UNTIL_PARENT_EXITS, SELF, DOCKER)
                    .expects(ZOMBIE_UNTIL_INIT_EXITS, CARELESS)
                    .program(
                            LosesTheStatus.class,
                            "mistake: forking twice, and asking for the exit code of the grandchild")
                    .program(
                            GetsTheStatusBack.class,
                            "remedy: the grandchild writes its exit code into a pipe")
                    .program(
                            HandsDownItsPort.class,
                            "mistake: the grandchild inherits the socket of the server")
                    .program(
                            KeepsItsPort.class,
                            "remedy: FD_CLOEXEC closes the socket in the grandchild");

    private static boolean waitsForChild(Observation seen) {
        return seen.inOrder(GONE.of(INTERMEDIATE), EXITED.of(APP), EXITED.of(PARENT));
    }

    private static boolean exitsAtOnce(Observation seen) {
        return seen.inOrder(STARTED.of(APP), EXITED.of(INTERMEDIATE), EXITED.of(APP));
    }

    private static boolean isAdopted(Observation seen) {
        return seen.inOrder(RELEASED.of(INTERMEDIATE), ADOPTED.of(APP), EXITED.of(APP))
                && !seen.inOrder(adoptedBy(APP, PARENT));
    }

    public static void main(String[] args) {
        Play.main(SECTION, args);
    }
}
