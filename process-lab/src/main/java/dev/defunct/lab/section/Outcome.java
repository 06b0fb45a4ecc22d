package dev.defunct.lab.section;

import static dev.defunct.lab.section.Event.Kind.ADOPTED;
import static dev.defunct.lab.section.Event.Kind.EXITED;
import static dev.defunct.lab.section.Event.Kind.GONE;
import static dev.defunct.lab.section.Event.Kind.RELEASED;
import static dev.defunct.lab.section.Event.Kind.STARTED;

import dev.defunct.lab.role.Role;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of the app, as seen from outside.
 *
 * <p>Every child that exits is a zombie for an instant: the kernel keeps its exit status until its
 * parent waits for it (wait(2), NOTES). An outcome is about the zombie that stays.
 */
public enum Outcome {
    /** The app was reaped while the process that had to reap it was alive. */
    NO_ZOMBIE,
    /** The app was still a zombie when its parent exited, and was gone after that. */
    ZOMBIE_UNTIL_PARENT_EXITS,
    /** The app was still a zombie when the process that had adopted it exited, or at the end. */
    ZOMBIE_UNTIL_INIT_EXITS,
    /**
     * The app was running when PID 1 of its PID namespace exited, and the kernel killed it: the
     * kernel sends SIGKILL to all processes of the namespace (pid_namespaces(7)).
     */
    KILLED_WITH_NAMESPACE;

    /** Decides by the order of events alone. Empty if the play broke off too early. */
    public static Optional<Outcome> of(Timeline timeline) {
        boolean hasNamespace = timeline.has(STARTED.of(Role.UNSHARE).or(STARTED.of(Role.CLIENT)));
        if (hasNamespace
                && !timeline.inOrder(RELEASED.of(Role.APP), EXITED.of(Role.APP))
                && timeline.inOrder(RELEASED.of(Role.PARENT), EXITED.of(Role.APP))) {
            return Optional.of(KILLED_WITH_NAMESPACE);
        }
        boolean isGone = timeline.has(GONE.of(Role.APP));
        boolean hasExited = timeline.has(EXITED.of(Role.APP));
        boolean staysWithAdopter = hasExited && !isGone && timeline.has(ADOPTED.of(Role.APP));
        boolean initLeavesZombie =
                Stream.of(Role.INIT, Role.TINI, Role.DOCKER_INIT)
                        .anyMatch(init -> leavesZombie(timeline, init));
        if (initLeavesZombie || staysWithAdopter) {
            return Optional.of(ZOMBIE_UNTIL_INIT_EXITS);
        }
        if (!isGone) {
            return Optional.empty();
        }
        return Optional.of(
                leavesZombie(timeline, Role.PARENT) ? ZOMBIE_UNTIL_PARENT_EXITS : NO_ZOMBIE);
    }

    /** Whether the app was a zombie of this process when this process was released, or killed. */
    private static boolean leavesZombie(Timeline timeline, Role role) {
        Optional<Role> parent = Optional.empty();
        boolean isZombie = false;
        for (Event event : timeline.events()) {
            if (RELEASED.of(role).or(EXITED.of(role)).test(event)) {
                return isZombie && parent.equals(Optional.of(role));
            }
            if (event.role() == Role.APP) {
                switch (event.kind()) {
                    case STARTED, ADOPTED -> parent = event.other();
                    case EXITED, GONE -> isZombie = event.kind() == EXITED;
                    default -> {} // changes neither
                }
            }
        }
        return false;
    }
}
