// Wrong: does not pass on TERM: a JVM ends at it, and with PID 1 everybody else.
// Told: its command has not heard of it
package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * Exercise 9: an init, PID 1 of a container. It starts a command, reaps the orphans that it adopts,
 * passes on TERM ({@link Signal#handle}, kill(2)), and ends as the command has ended.
 */
public final class BeInit {
    private static final POSIX POSIX = Posix.get();

    /** Runs a command. Returns its exit code, or 128 and the signal that killed it. */
    static int run(String... command) throws Exception {
        int main = Spawn.command(command);
        int[] status = new int[1];
        while (POSIX.waitpid(-1, status, 0) != main) {
            // an orphan
        }
        return exitCode(WaitStatus.of(status[0]));
    }

    private static int exitCode(WaitStatus status) {
        return status instanceof WaitStatus.Signaled killed
                ? 128 + killed.signal()
                : ((WaitStatus.Exited) status).code();
    }

    public static void main(String[] args) throws Exception {
        System.exit(run(args));
    }
}
