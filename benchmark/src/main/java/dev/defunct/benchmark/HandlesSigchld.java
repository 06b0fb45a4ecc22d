package dev.defunct.benchmark;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import sun.misc.Signal;

/** 2.3: at SIGCHLD, waits for every child that has exited. */
class HandlesSigchld implements Strategy {

    final int[] status = new int[1];
    volatile Children children; // of this run

    @Override
    public final void run(Children children) {
        this.children = children;
        Signal.handle(new Signal("CHLD"), sigchld -> reap());
        while (children.areMore()) {
            started(children.spawn());
        }
        reap(); // the last one's SIGCHLD may have come before its pid was noted
        children.awaitEnds();
    }

    void started(int pid) {}

    /**
     * One thread at a time, which does not block. The last signals of the run before may come in
     * this one, each on a thread of its own, and then reap children of this run.
     */
    synchronized void reap() {
        while (Posix.get().waitpid(-1, status, WNOHANG.intValue()) > 0) {
            children.ended(status[0]);
        }
    }
}
