package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import jnr.constants.platform.WaitFlags;
import jnr.posix.POSIX;

/**
 * Exercise 4: check whether a child has ended, without waiting for it (waitpid(2)). The flag for
 * that is {@link WaitFlags#WNOHANG}, as an int.
 */
public final class PollOne {
    private static final POSIX POSIX = Posix.get();

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
        int result = POSIX.waitpid(pid, new int[1], WaitFlags.WNOHANG.intValue());
        if (result == 0) {
            return Now.RUNNING;
        }
        return result == pid ? Now.ENDED : Now.NOT_OURS;
    }
}
