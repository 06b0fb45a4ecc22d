package dev.defunct.sigchldhandler;

import static dev.defunct.lab.role.Role.APP;
import static dev.defunct.lab.role.Role.PARENT;
import static dev.defunct.lab.section.Event.Kind.EXITED;
import static dev.defunct.lab.section.Event.Kind.GONE;
import static dev.defunct.lab.section.Event.Kind.STARTED;
import static dev.defunct.lab.section.Event.printed;
import static dev.defunct.lab.section.Outcome.NO_ZOMBIE;

import dev.defunct.lab.cli.Play;
import dev.defunct.lab.role.App;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;

/**
 * 2.3 What becomes of a child whose parent has a handler for SIGCHLD.
 *
 * <p>Run it: {@code ./play 2.3}. You see that the parent goes on ticking, and that it prints the
 * app's exit code as soon as the app has exited. No zombie stays. Next: {@link AsInit}, an init
 * made from this.
 */
public final class Main {

    public static final Section SECTION =
            Section.of("2.3", "strategy-sigchld-handler", "The parent handles SIGCHLD with waitpid")
                    .pair(Parent.class, App.class)
                    .exits(APP, printed(PARENT, "tick 1"))
                    .exits(PARENT)
                    .claim("E1", "a handler that calls waitpid reaps: no zombie stays")
                    .holdsIf(seen -> seen.outcomeIs(NO_ZOMBIE))
                    .claim("E1", "and the parent is not blocked: it ticks while the app runs")
                    .holdsIf(Main::isNotBlocked)
                    .claim("E2", "waitpid(-1, WNOHANG) fails with ECHILD when no child is left")
                    .holdsIf(Main::noChildIsLeft)
                    .claim("E3", "the handler learns the pid and the exit code")
                    .holdsIf(Main::learnsExitCode)
                    .claim("E4", "the app exits first, and the parent after its ten ticks")
                    .holdsIf(Main::appExitsFirst)
                    .expects(NO_ZOMBIE, Adopter.values())
                    .program(
                            InstallsTooSoon.class,
                            "mistake: the handler is installed before the JDK resets SIGCHLD")
                    .program(
                            InstallsInTime.class,
                            "remedy: make the JDK reset it first, and install the handler after that")
                    .program(
                            StealsStatuses.class,
                            "mistake: waitpid(-1) in the handler reaps the children of ProcessBuilder")
                    .program(
                            WaitsForItsOwn.class,
                            "remedy: the handler waits only for the pids that it spawned")
                    .program(
                            DiesAfterGc.class,
                            "mistake: the garbage collector frees a handler installed with jnr-posix")
                    .program(SurvivesGc.class, "remedy: install the handler with sun.misc.Signal")
                    .program(
                            SharesItsStatus.class,
                            "mistake: two runs of the handler share one field")
                    .program(
                            KeepsItsStatus.class,
                            "remedy: each run of the handler has its own local variable")
                    .program(
                            TakesStopForExit.class,
                            "mistake: SIGCHLD is taken for an exit, although the child was only stopped")
                    .program(
                            ForwardsUsr2.class,
                            "mistake: SIGUSR2, which the JVM uses itself, is forwarded to a child")
                    .program(LeavesUsr2ToTheJvm.class, "remedy: SIGUSR2 is left to the JVM")
                    .program(
                            EndsOnSigterm.class,
                            "what SIGTERM does to a JVM, with and without -Xrs");

    private static boolean isNotBlocked(Observation seen) {
        return seen.inOrder(STARTED.of(APP), printed(PARENT, "tick 1"), EXITED.of(APP));
    }

    private static boolean noChildIsLeft(Observation seen) {
        return seen.printed(PARENT, "no child is left");
    }

    private static boolean learnsExitCode(Observation seen) {
        return seen.printed(PARENT, "child " + seen.pidInside(APP) + " exited with code 7");
    }

    private static boolean appExitsFirst(Observation seen) {
        return seen.printed(PARENT, "tick 10") && seen.inOrder(GONE.of(APP), EXITED.of(PARENT));
    }

    public static void main(String[] args) {
        Play.main(SECTION, args);
    }
}
