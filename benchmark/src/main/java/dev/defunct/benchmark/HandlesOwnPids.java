package dev.defunct.benchmark;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import java.util.LinkedHashSet;
import java.util.Set;
import jnr.posix.POSIX;
import sun.misc.Signal;

/** 2.3 next to ProcessBuilder: at SIGCHLD, asks for each pid that it started itself. */
final class HandlesOwnPids implements Strategy {

    private final POSIX posix = Posix.get();
    private final int[] status = new int[1];
    private final Set<Integer> own = new LinkedHashSet<>();
    private volatile Children children; // of this run, for late signals, too: see HandlesSigchld

    @Override
    public void run(Children children) {
        this.children = children;
        Signal.handle(new Signal("CHLD"), sigchld -> reap());
        while (children.areMore()) {
            note(children.spawn());
        }
        reap(); // the last one's SIGCHLD may have come before its pid was noted
        children.awaitEnds();
    }

    private synchronized void note(int pid) {
        own.add(pid);
    }

    private synchronized void reap() {
        own.removeIf(
                pid -> {
                    int result = posix.waitpid(pid, status, WNOHANG.intValue());
                    if (result == pid) {
                        children.ended(status[0]);
                    } else if (result < 0) { // other code has reaped it: the pid is not ours
                        children.endedWith(-1);
                    }
                    return result != 0;
                });
    }
}
