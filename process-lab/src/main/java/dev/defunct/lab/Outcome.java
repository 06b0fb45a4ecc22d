package dev.defunct.lab;

/**
 * What became of the app, as the stage saw it from outside.
 *
 * <p>Every child that exits is a zombie for an instant: the kernel keeps its exit status until
 * somebody waits for it (wait(2), NOTES). An outcome speaks of the zombie that stays.
 */
public enum Outcome {
    /** The app was gone while whoever had to reap it was still alive. */
    NO_ZOMBIE,

    /** The app was still a zombie when its parent left, and gone after that. */
    ZOMBIE_UNTIL_PARENT_EXITS,

    /** The app was still a zombie when the init that had adopted it left. */
    ZOMBIE_UNTIL_INIT_EXITS,

    /**
     * The app was running when PID 1 of its PID namespace exited, and the kernel killed it: it
     * sends SIGKILL to all that are in there (pid_namespaces(7)).
     */
    KILLED_WITH_NAMESPACE
}
