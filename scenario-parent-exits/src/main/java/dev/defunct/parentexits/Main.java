package dev.defunct.parentexits;

import static dev.defunct.lab.role.Role.APP;
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
import static dev.defunct.lab.section.Event.Kind.RELEASED;
import static dev.defunct.lab.section.Outcome.KILLED_WITH_NAMESPACE;
import static dev.defunct.lab.section.Outcome.NO_ZOMBIE;
import static dev.defunct.lab.section.Outcome.ZOMBIE_UNTIL_INIT_EXITS;

import dev.defunct.lab.cli.Play;
import dev.defunct.lab.role.App;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;

/**
 * 1.1 What becomes of a child whose parent exits first.
 *
 * <p>Run it: {@code ./play 1.1}. You see the app get another parent while it runs, and vanish when
 * it exits. Next: 1.2, where the parent stays and waits.
 */
public final class Main {

    public static final Section SECTION =
            Section.of("1.1", "scenario-parent-exits", "The parent exits first")
                    .pair(Parent.class, App.class)
                    .exits(PARENT)
                    .exits(APP)
                    .claim(
                            "B1",
                            "the running app is an orphan now: it is adopted, and keeps running")
                    .holdsIf(Main::isAdopted)
                    .exceptUnder(SELF, DOCKER, TINI, DOCKER_INIT)
                    .claim("B1", "when it exits, its adopter reaps it: no zombie stays")
                    .holdsIf(Main::isReaped)
                    .exceptUnder(CARELESS, SELF, DOCKER, TINI, DOCKER_INIT)
                    .expects(NO_ZOMBIE, HOST, REAPING)
                    .expects(ZOMBIE_UNTIL_INIT_EXITS, CARELESS)
                    .expects(KILLED_WITH_NAMESPACE, SELF, DOCKER, TINI, DOCKER_INIT)
                    .program(
                            LeavesGrandchildren.class,
                            "mistake: destroyForcibly() on a shell leaves its children running")
                    .program(
                            EndsGrandchildren.class,
                            "remedy: list the descendants while the shell lives, and kill them, too")
                    .program(
                            DiesWithItsThread.class,
                            "mistake: PR_SET_PDEATHSIG on a thread that ends before the JVM does")
                    .program(
                            DiesWithTheJvm.class,
                            "remedy: the thread that starts the child lives as long as the JVM");

    private static boolean isAdopted(Observation seen) {
        return seen.inOrder(RELEASED.of(PARENT), ADOPTED.of(APP), RELEASED.of(APP), EXITED.of(APP));
    }

    private static boolean isReaped(Observation seen) {
        return seen.outcomeIs(NO_ZOMBIE);
    }

    public static void main(String[] args) {
        Play.main(SECTION, args);
    }
}
