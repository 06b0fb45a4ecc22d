package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import jnr.constants.platform.WaitFlags;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Exercise 5: a handler for SIGCHLD. The signal reports that children have ended, but not which or
 * how many. You need {@link WaitFlags#WNOHANG} again.
 */
public final class Drain implements SignalHandler {
    private static final POSIX POSIX = Posix.get();

    /** Reaps every child that has ended, and returns even if other children still run. */
    @Override
    public void handle(Signal sigchld) {
        while (POSIX.waitpid(-1, new int[1], WaitFlags.WNOHANG.intValue()) > 0) {
            // reaps the next child
        }
    }
}
