package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The strategies that start children with posix_spawnp, and have no signal handler. */
final class WaitpidStrategies {

    private static final long TENTH_NANOS = 100_000;

    private WaitpidStrategies() {}

    /** 1.2: waits for each child before it starts the next. */
    static void waitForEach(Children children) {
        int[] status = new int[1];
        while (children.areMore()) {
            Posix.get().waitpid(children.spawn(), status, 0);
            children.ended(status[0]);
        }
    }

    /** A thread of ours blocks in waitpid(-1): it needs no signal, and learns each status. */
    static void reaperThread(Children children) throws InterruptedException {
        Semaphore started = new Semaphore(0);
        Thread reaper = new Thread(() -> reapEach(started, children), "reaper");
        reaper.setDaemon(true); // it does not outlive a main thread that failed
        reaper.start();
        while (children.areMore()) {
            children.spawn();
            started.release();
        }
        reaper.join();
    }

    private static void reapEach(Semaphore started, Children children) {
        int[] status = new int[1];
        for (int i = 0; i < children.number; i++) {
            started.acquireUninterruptibly(); // without a child waitpid fails with ECHILD
            Posix.get().waitpid(-1, status, 0);
            children.ended(status[0]);
        }
    }

    /** The beginning of each command of {@link #forkTwice}. */
    static String forks() {
        return WorkerCommands.installed("setsid") + ",--fork,";
    }

    /**
     * 2.1: starts {@code setsid --fork COMMAND}: setsid(1) forks, has its child run the command,
     * and exits at once. The parent waits for setsid. The adopter of the orphan is ./play storm.
     * The number of orphans that are alive at once is not limited. ({@code sh -c "COMMAND &"} does
     * not fork twice: bash reaps a child that exits before bash does.)
     */
    static void forkTwice(Children children) {
        while (children.areMore()) {
            Posix.get().waitpid(children.spawn(), new int[1], 0);
            children.endedWith(-1); // the exit code of the orphan is lost
        }
    }

    /**
     * 2.2: the kernel reaps. No call reports that a child is gone. So as soon as 64 children are
     * started, this strategy checks every tenth of a millisecond whether the oldest is still there.
     */
    static void ignoreSigchld(Children children) {
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
        int[] status = new int[1];
        Posix.get().waitpid(-1, status, 0); // fails with ECHILD when all are gone: wait(2), NOTES
    }
}
