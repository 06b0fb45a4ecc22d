package dev.defunct.benchmark;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import jnr.ffi.Pointer;
import sun.misc.Signal;

/** 2.3 beside ProcessBuilder: at SIGCHLD, asks for each pid that it started itself. */
final class HandlesItsOwn implements Strategy {

    private final Pointer status = LibC.memory(Integer.BYTES);
    private final Set<Integer> own = new LinkedHashSet<>();
    private final Semaphore room = new Semaphore(Children.MOST_ALIVE);
    private volatile Children children; // of this run, for late signals, too: see Handles

    @Override
    public void run(Children children) {
        this.children = children;
        Signal.handle(new Signal("CHLD"), sigchld -> reap());
        while (children.areMore()) {
            room.acquireUninterruptibly();
            note(children.spawn());
        }
        reap(); // the last one's SIGCHLD may have come before we had noted its pid
        room.acquireUninterruptibly(Children.MOST_ALIVE);
        room.release(Children.MOST_ALIVE);
    }

    private synchronized void note(int pid) {
        own.add(pid);
    }

    private synchronized void reap() {
        own.removeIf(
                pid -> {
                    int result = LibC.C.waitpid(pid, status.address(), LibC.WNOHANG);
                    if (result == 0) {
                        return false;
                    }
                    if (result == pid) { // or other code has reaped it, and its pid is not ours
                        children.ended(status.getInt(0));
                    }
                    room.release();
                    return true;
                });
    }
}
