// Wrong: waits for any child, and so reaps children of other code.
// Told: the handler has reaped a child that the library had not started
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
 * Exercise 8: a library that starts children, in a JVM where ProcessBuilder and other libraries
 * have children, too. Its handler must not steal a status that other code is waiting for. (It needs
 * {@link WaitFlags#WNOHANG}.)
 */
public final class ReapOwn implements SignalHandler {
    private static final POSIX POSIX = Posix.get();

    final Set<Integer> own = ConcurrentHashMap.newKeySet();

    /**
     * Starts a child of this library. The handler does not reap before the child's pid is noted.
     */
    synchronized int spawn(String... command) {
        int pid = Spawn.command(command);
        own.add(pid);
        return pid;
    }

    @Override
    public void handle(Signal sigchld) {
        reap();
    }

    /**
     * Reaps the children of this library that have ended. Forgets each pid that no longer belongs
     * to a child of this library.
     */
    private synchronized void reap() {
        while (POSIX.waitpid(-1, new int[1], WaitFlags.WNOHANG.intValue()) > 0) {
            // reaps the next child
        }
    }
}
