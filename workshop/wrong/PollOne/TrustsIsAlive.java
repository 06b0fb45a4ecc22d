// Wrong: asks the JDK, which calls a zombie alive, and does not reap.
// Told: of a child that has exited
package dev.defunct.exercises;

import jnr.constants.platform.WaitFlags;

/**
 * Exercise 4: look whether a child has ended, without waiting for it (waitpid(2)). The flag for
 * that is {@link WaitFlags#WNOHANG}, as an int.
 */
public final class PollOne {
    enum Now {
        /** It has not exited: it runs, sleeps or is stopped. Come back later. */
        RUNNING,
        /** It had ended, and is reaped now. */
        ENDED,
        /** There is no such child, or not any more. */
        NOT_OURS
    }

    /** What this child is doing. Returns at once. */
    static Now look(int pid) {
        return ProcessHandle.of(pid)
                .map(child -> child.isAlive() ? Now.RUNNING : Now.ENDED)
                .orElse(Now.NOT_OURS);
    }
}
