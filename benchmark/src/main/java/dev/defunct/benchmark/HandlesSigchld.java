package dev.defunct.benchmark;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import jnr.posix.POSIX;
import sun.misc.Signal;

/** 2.3: at SIGCHLD, waits for every child that has exited. */
final class HandlesSigchld implements Strategy {

    private final POSIX posix = Posix.get();
    private final int[] status = new int[1];
    private volatile Children children; // of this run

    @Override
    public void run(Children children) {
        this.children = children;
        Signal.handle(new Signal("CHLD"), sigchld -> reap());
        while (children.areMore()) {
            children.spawn();
        }
        children.awaitEnds();
    }

    /**
     * One thread at a time, which does not block. The last signals of the run before may come in
     * this one, each on a thread of its own, and then reap children of this run.
     */
    private synchronized void reap() {
        while (posix.waitpid(-1, status, WNOHANG.intValue()) > 0) {
            children.ended(status[0]);
        }
    }
}
