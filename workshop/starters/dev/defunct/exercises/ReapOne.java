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
     * @throws IllegalArgumentException if it is not a child of ours
     */
    static String reap(int pid) {
        int[] status = new int[1];
        // TODO: wait for it, and make a sentence of status[0], without WaitStatus of the lab.
        return "?";
    }
}
