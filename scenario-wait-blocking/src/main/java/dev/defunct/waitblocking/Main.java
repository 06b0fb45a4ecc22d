package dev.defunct.waitblocking;

import static dev.defunct.lab.role.Role.APP;
import static dev.defunct.lab.role.Role.PARENT;
import static dev.defunct.lab.section.Event.Kind.ENDED;
import static dev.defunct.lab.section.Event.Kind.EXITED;
import static dev.defunct.lab.section.Event.Kind.STARTED;
import static dev.defunct.lab.section.Event.printed;
import static dev.defunct.lab.section.Outcome.NO_ZOMBIE;

import dev.defunct.lab.cli.Play;
import dev.defunct.lab.role.App;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;
import java.util.function.Predicate;

/**
 * 1.2 What becomes of a child whose parent waits for it.
 *
 * <p>Run it: {@code ./play 1.2}. You see a parent that prints no tick until the app has exited, and
 * no zombie. Next: 1.3, where the parent does not wait.
 */
public final class Main {

    private static final Predicate<Event> OTHER_THREAD = printed(PARENT, "another thread goes on");

    public static final Section SECTION =
            Section.of(
                            "1.2",
                            "scenario-wait-blocking",
                            "The app exits first, and its parent waits for it")
                    .pair(Parent.class, App.class)
                    .exits(APP, OTHER_THREAD)
                    .exits(PARENT)
                    .claim("B2", "the parent waits: no zombie stays")
                    .holdsIf(seen -> seen.outcomeIs(NO_ZOMBIE))
                    .claim("B3", "the thread that waits does nothing until the app has exited")
                    .holdsIf(Main::isBlocked)
                    .claim("B3", "meanwhile, another thread of the parent keeps running")
                    .holdsIf(Main::otherThreadGoesOn)
                    .expects(NO_ZOMBIE, Adopter.values())
                    .program(
                            LetsTheJdkWait.class,
                            "ProcessBuilder: a JDK thread waits for each child")
                    .program(
                            WaitsOnVirtualThreads.class,
                            "waitFor() on virtual threads: each child still has a platform thread");

    private static boolean isBlocked(Observation seen) {
        return !seen.inOrder(printed(PARENT, "tick 1"), ENDED.of(APP));
    }

    private static boolean otherThreadGoesOn(Observation seen) {
        return seen.inOrder(STARTED.of(APP), OTHER_THREAD, EXITED.of(APP));
    }

    public static void main(String[] args) {
        Play.main(SECTION, args);
    }
}
