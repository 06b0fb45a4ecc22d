package dev.defunct.benchmark;

import java.util.concurrent.Semaphore;
import jnr.ffi.Pointer;

/** A thread of ours sits in waitpid(-1): no signal, and a status for each. */
final class ReaperThread implements Strategy {

    private final Semaphore room = new Semaphore(Children.MOST_ALIVE);
    private final Semaphore started = new Semaphore(0);

    @Override
    public void run(Children children) throws InterruptedException {
        Thread reaper = new Thread(() -> reap(children), "reaper");
        reaper.setDaemon(true); // it does not outlive a main thread that failed
        reaper.start();
        while (children.areMore()) {
            room.acquireUninterruptibly();
            children.spawn();
            started.release();
        }
        reaper.join();
    }

    private void reap(Children children) {
        Pointer status = LibC.memory(Integer.BYTES);
        for (int i = 0; i < children.number(); i++) {
            started.acquireUninterruptibly(); // without a child waitpid would say ECHILD
            LibC.C.waitpid(-1, status.address(), 0);
            children.ended(status.getInt(0));
            room.release();
        }
    }
}
