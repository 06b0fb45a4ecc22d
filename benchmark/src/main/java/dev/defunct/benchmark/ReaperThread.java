package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;
import java.util.concurrent.Semaphore;

/** A thread of ours blocks in waitpid(-1): it needs no signal, and learns each status. */
final class ReaperThread implements Strategy {

    private final Semaphore started = new Semaphore(0);

    @Override
    public void run(Children children) throws InterruptedException {
        Thread reaper = new Thread(() -> reap(children), "reaper");
        reaper.setDaemon(true); // it does not outlive a main thread that failed
        reaper.start();
        while (children.areMore()) {
            children.spawn();
            started.release();
        }
        reaper.join();
    }

    private void reap(Children children) {
        int[] status = new int[1];
        for (int i = 0; i < children.number(); i++) {
            started.acquireUninterruptibly(); // without a child waitpid fails with ECHILD
            Posix.get().waitpid(-1, status, 0);
            children.ended(status[0]);
        }
    }
}
