// Wrong: asks for any child, and takes what it gets for the one.
// Told: of a child that runs, while another child has exited
package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import jnr.constants.platform.WaitFlags;
import jnr.posix.POSIX;

/**
 * Exercise 4: look whether a child has ended, without waiting for it (waitpid(2)). The flag for
 * that is {@link WaitFlags#WNOHANG}, as an int.
 */
public final class PollOne {
    private static final POSIX POSIX = Posix.get();

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
        int result = POSIX.waitpid(-1, new int[1], WaitFlags.WNOHANG.intValue());
        if (result == 0) {
            return Now.RUNNING;
        }
        return result > 0 ? Now.ENDED : Now.NOT_OURS;
    }
}
