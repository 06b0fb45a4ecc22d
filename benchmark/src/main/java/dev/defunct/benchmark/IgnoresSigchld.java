package dev.defunct.benchmark;

import java.util.concurrent.locks.LockSupport;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * 2.2: the kernel reaps. Nobody tells us that a child is gone, so when 64 were started we ask
 * whether the oldest of them is still there, every tenth of a millisecond.
 */
final class IgnoresSigchld implements Strategy {

    private static final long TENTH_NANOS = 100_000;

    @Override
    public void run(Children children) {
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
        int[] alive = new int[Children.MOST_ALIVE];
        for (int i = 0; children.areMore(); i = (i + 1) % alive.length) {
            while (alive[i] > 0 && LibC.C.kill(alive[i], 0) == 0) {
                LockSupport.parkNanos(TENTH_NANOS);
            }
            alive[i] = children.spawn();
        }
        LibC.C.waitpid(-1, 0, 0); // blocks until all are gone, and says ECHILD: wait(2), NOTES
    }
}
