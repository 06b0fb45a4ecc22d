package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import jnr.constants.platform.WaitFlags;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Exercise 5: a handler for SIGCHLD. The signal reports that children have ended, not which, and
 * not how many. {@link WaitFlags#WNOHANG} will be of use again.
 */
public final class Drain implements SignalHandler {
    private static final POSIX POSIX = Posix.get();

    /** Reaps every child that has ended, and returns, though others run on. */
    @Override
    public void handle(Signal sigchld) {
        // TODO: reap them.
    }
}
