package dev.defunct.benchmark;

import java.util.concurrent.Semaphore;
import jnr.ffi.Pointer;
import sun.misc.Signal;

/** 2.3: at SIGCHLD, waits for every child that has exited. */
final class Handles implements Strategy {

    private final Pointer status = LibC.memory(Integer.BYTES);

    @Override
    public void run(Children children) {
        Semaphore room = new Semaphore(Children.MOST_ALIVE);
        Signal.handle(new Signal("CHLD"), sigchld -> reap(children, room));
        while (children.areMore()) {
            room.acquireUninterruptibly();
            children.spawn();
        }
        room.acquireUninterruptibly(Children.MOST_ALIVE);
    }

    /** One thread at a time: it does not block, and there is one place for the status. */
    private synchronized void reap(Children children, Semaphore room) {
        while (LibC.C.waitpid(-1, status.address(), LibC.WNOHANG) > 0) {
            children.ended(status.getInt(0));
            room.release();
        }
    }
}
