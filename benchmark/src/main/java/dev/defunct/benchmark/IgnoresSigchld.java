package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;
import java.util.concurrent.locks.LockSupport;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * 2.2: the kernel reaps. No call reports that a child is gone. So as soon as 64 children are
 * started, this strategy checks every tenth of a millisecond whether the oldest is still there.
 */
final class IgnoresSigchld implements Strategy {

    private static final long TENTH_NANOS = 100_000;

    @Override
    public void run(Children children) {
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
        int[] alive = new int[Children.MOST_ALIVE];
        for (int i = 0; children.areMore(); i = (i + 1) % alive.length) {
            if (alive[i] > 0) {
                while (Posix.get().kill(alive[i], 0) == 0) {
                    LockSupport.parkNanos(TENTH_NANOS);
                }
                children.endedWith(-1);
            }
            alive[i] = children.spawn();
        }
        Posix.get()
                .waitpid(-1, new int[1], 0); // fails with ECHILD when all are gone: wait(2), NOTES
    }
}
