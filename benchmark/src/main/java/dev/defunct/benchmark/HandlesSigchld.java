package dev.defunct.benchmark;

import java.util.concurrent.Semaphore;
import jnr.ffi.Pointer;
import sun.misc.Signal;

/** 2.3: at SIGCHLD, waits for every child that has exited. */
final class Handles implements Strategy {

    private final Pointer status = LibC.memory(Integer.BYTES);
    private final Semaphore room = new Semaphore(Children.MOST_ALIVE);
    private volatile Children children; // of this run

    @Override
    public void run(Children children) {
        this.children = children;
        Signal.handle(new Signal("CHLD"), sigchld -> reap());
        while (children.areMore()) {
            room.acquireUninterruptibly();
            children.spawn();
        }
        room.acquireUninterruptibly(Children.MOST_ALIVE);
        room.release(Children.MOST_ALIVE);
    }

    /**
     * One thread at a time: it does not block, and there is one place for the status. The last
     * signals of the run before may still be on their way, each to a thread of its own: what those
     * reap is of this run, too.
     */
    private synchronized void reap() {
        while (LibC.C.waitpid(-1, status.address(), LibC.WNOHANG) > 0) {
            children.ended(status.getInt(0));
            room.release();
        }
    }
}
