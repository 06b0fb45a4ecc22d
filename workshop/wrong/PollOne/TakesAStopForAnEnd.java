// Wrong: asks for stopped children, too (WUNTRACED), and takes them for ended ones.
// Told: of a child that is stopped
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
        int flags = WaitFlags.WNOHANG.intValue() | WaitFlags.WUNTRACED.intValue();
        int result = POSIX.waitpid(pid, new int[1], flags);
        if (result == 0) {
            return Now.RUNNING;
        }
        return result == pid ? Now.ENDED : Now.NOT_OURS;
    }
}
