// Wrong: asks ProcessHandle.isAlive(), which returns true for a zombie, and does not reap.
// Told: for a child that has exited
package dev.defunct.exercises;

import jnr.constants.platform.WaitFlags;

/**
 * Exercise 4: check whether a child has ended, without waiting for it (waitpid(2)). The flag for
 * that is {@link WaitFlags#WNOHANG}, as an int.
 */
public final class PollOne {
    enum Now {
        /** The child has not exited: it runs, sleeps or is stopped. */
        RUNNING,
        /** The child has ended, and this call has reaped it. */
        ENDED,
        /** The process is not a child of this JVM, or no longer is one. */
        NOT_OURS
    }

    /** The state of this child. Returns at once. */
    static Now look(int pid) {
        return ProcessHandle.of(pid)
                .map(child -> child.isAlive() ? Now.RUNNING : Now.ENDED)
                .orElse(Now.NOT_OURS);
    }
}
