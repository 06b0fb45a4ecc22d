package dev.defunct.benchmark;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import java.util.LinkedHashSet;
import java.util.Set;
import sun.misc.Signal;

/** 2.3: at SIGCHLD, waits for every child that has exited. */
class HandlesSigchld implements Strategy {

    final int[] status = new int[1];
    volatile Children children; // of this run

    /**
     * The same in a JVM that also uses ProcessBuilder: at SIGCHLD, asks for each pid that this
     * strategy started.
     */
    static final class OfOwnPids extends HandlesSigchld {

        private final Set<Integer> own = new LinkedHashSet<>();

        @Override
        synchronized void started(int pid) {
            own.add(pid);
        }

        @Override
        synchronized void reap() {
            own.removeIf(this::isGone);
        }

        private boolean isGone(int pid) {
            int result = Posix.get().waitpid(pid, status, WNOHANG.intValue());
            if (result == pid) {
                children.ended(status[0]);
            } else if (result != 0) { // other code has reaped it: the pid is not ours
                children.endedWith(-1);
            }
            return result != 0;
        }
    }

    @Override
    public final void run(Children children) {
        this.children = children;
        Signal.handle(new Signal("CHLD"), sigchld -> reap());
        while (children.areMore()) {
            started(children.spawn());
        }
        reap(); // SIGCHLD of the last child may have come before its pid was noted
        children.awaitEnds();
    }

    void started(int pid) {}

    /**
     * Does not block, and runs on one thread at a time. The JVM may deliver the last signals of one
     * run in the next, each on a thread of its own, and these threads then reap children of the
     * next run.
     */
    synchronized void reap() {
        while (Posix.get().waitpid(-1, status, WNOHANG.intValue()) > 0) {
            children.ended(status[0]);
        }
    }
}
