// Wrong: reaps one child for each signal.
// Told: zombies among the library's 3 children, which have all ended
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
        for (int pid : own) {
            if (POSIX.waitpid(pid, new int[1], WaitFlags.WNOHANG.intValue()) == pid) {
                own.remove(pid);
                return;
            }
        }
    }
}
