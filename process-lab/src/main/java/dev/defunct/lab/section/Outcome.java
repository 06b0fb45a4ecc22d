package dev.defunct.lab.section;

import static dev.defunct.lab.section.Event.exited;
import static dev.defunct.lab.section.Event.gone;
import static dev.defunct.lab.section.Event.released;

import dev.defunct.lab.role.Role;
import java.util.Optional;

/**
 * What became of the app, as the observer saw it from outside.
 *
 * <p>Every child that exits is a zombie for an instant: the kernel keeps its exit status until its
 * parent waits for it (wait(2), NOTES). An outcome is about the zombie that stays.
 */
public enum Outcome {
    /** The app was reaped while the process that had to reap it was still alive. */
    NO_ZOMBIE,
    /** The app was still a zombie when its parent exited, and gone after that. */
    ZOMBIE_UNTIL_PARENT_EXITS,
    /** The app was still a zombie when the process that had adopted it exited, or at the end. */
    ZOMBIE_UNTIL_INIT_EXITS,
    /**
     * The app was running when PID 1 of its PID namespace exited, and the kernel killed it: the
     * kernel sends SIGKILL to all processes of the namespace (pid_namespaces(7)).
     */
    KILLED_WITH_NAMESPACE;

    /**
     * The outcome, from the order of events alone; empty if the play broke off before the outcome
     * is clear.
     */
    public static Optional<Outcome> of(Timeline timeline) {
        boolean isKilled =
                timeline.has(Event.started(Role.UNSHARE).or(Event.started(Role.CLIENT)))
                        && !timeline.inOrder(released(Role.APP), exited(Role.APP))
                        && timeline.inOrder(released(Role.PARENT), exited(Role.APP));
        if (isKilled) {
            return Optional.of(KILLED_WITH_NAMESPACE);
        }
        boolean isGone = timeline.has(gone(Role.APP));
        boolean hasExited = timeline.has(exited(Role.APP));
        boolean staysWithAdopter = hasExited && !isGone && timeline.has(Event.adopted(Role.APP));
        if (leavesZombie(timeline, Role.INIT)
                || leavesZombie(timeline, Role.TINI)
                || leavesZombie(timeline, Role.DOCKER_INIT)
                || staysWithAdopter) {
            return Optional.of(ZOMBIE_UNTIL_INIT_EXITS);
        }
        if (!isGone) {
            return Optional.empty();
        }
        return Optional.of(
                leavesZombie(timeline, Role.PARENT) ? ZOMBIE_UNTIL_PARENT_EXITS : NO_ZOMBIE);
    }

    /**
     * Whether the app was a zombie of this process when this process was allowed to exit, or was
     * killed.
     */
    private static boolean leavesZombie(Timeline timeline, Role role) {
        Optional<Role> parent = Optional.empty();
        boolean isZombie = false;
        for (Event event : timeline.events()) {
            if (released(role).or(exited(role)).test(event)) {
                return isZombie && parent.equals(Optional.of(role));
            }
            if (event.role() == Role.APP) {
                switch (event.kind()) {
                    case STARTED, ADOPTED -> parent = event.other();
                    case EXITED, GONE -> isZombie = event.kind() == Event.Kind.EXITED;
                    default -> {} // changes neither
                }
            }
        }
        return false;
    }
}
