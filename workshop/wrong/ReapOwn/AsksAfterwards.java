// Wrong: asks whose child it was when it has already taken the status.
// Told: your handler has reaped a child that it had not started
package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jnr.constants.platform.WaitFlags;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Exercise 8: a library that starts children of its own, in a JVM where ProcessBuilder and other
 * libraries have theirs. Its handler takes no status that other code waits for. (It needs {@link
 * WaitFlags#WNOHANG}.)
 */
public final class ReapOwn implements SignalHandler {
    private static final POSIX POSIX = Posix.get();

    final Set<Integer> own = ConcurrentHashMap.newKeySet();

    /** Starts a child of our own. The handler does not look before its pid is noted. */
    synchronized int spawn(String... command) {
        int pid = Spawn.command(command);
        own.add(pid);
        return pid;
    }

    @Override
    public void handle(Signal sigchld) {
        reap();
    }

    /** Reaps those of our own that have ended. Forgets each pid that is not ours any more. */
    private synchronized void reap() {
        int pid = POSIX.waitpid(-1, new int[1], WaitFlags.WNOHANG.intValue());
        while (pid > 0) {
            own.remove(pid);
            pid = POSIX.waitpid(-1, new int[1], WaitFlags.WNOHANG.intValue());
        }
    }
}
