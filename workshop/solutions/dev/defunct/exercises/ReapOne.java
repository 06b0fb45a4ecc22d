package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import jnr.posix.POSIX;

/** Exercise 3: wait for one child, and report how it ended (waitpid(2)). */
public final class ReapOne {
    private static final POSIX POSIX = Posix.get();

    /**
     * Waits until this child has ended, and reaps it.
     *
     * @return "exited with code 7", or "killed by signal 9"
     * @throws IllegalArgumentException if the process is not a child of this JVM
     */
    static String reap(int pid) {
        int[] status = new int[1];
        if (POSIX.waitpid(pid, status, 0) != pid) {
            throw new IllegalArgumentException(pid + " is not a child of ours");
        }
        int signal = status[0] & 0x7f;
        return signal == 0
                ? "exited with code " + (status[0] >> 8 & 0xff)
                : "killed by signal " + signal;
    }
}
