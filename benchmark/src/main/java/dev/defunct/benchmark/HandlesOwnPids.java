package dev.defunct.benchmark;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import java.util.LinkedHashSet;
import java.util.Set;

/** 2.3 next to ProcessBuilder: at SIGCHLD, asks for each pid that it started itself. */
final class HandlesOwnPids extends HandlesSigchld {

    private final Set<Integer> own = new LinkedHashSet<>();

    @Override
    synchronized void started(int pid) {
        own.add(pid);
    }

    @Override
    synchronized void reap() {
        own.removeIf(
                pid -> {
                    int result = Posix.get().waitpid(pid, status, WNOHANG.intValue());
                    if (result == pid) {
                        children.ended(status[0]);
                    } else if (result != 0) { // other code has reaped it: the pid is not ours
                        children.endedWith(-1);
                    }
                    return result != 0;
                });
    }
}
