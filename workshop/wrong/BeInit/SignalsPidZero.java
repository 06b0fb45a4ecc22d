// Wrong: sends TERM to pid 0, its process group, if it does not know the pid of its command yet.
// Told: kill(0, ...) signals your process group
package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * Exercise 9: an init, which is PID 1 of a container. It starts a command, reaps the orphans that
 * it adopts, passes TERM on to the command ({@link Signal#handle}, kill(2)), and exits with the
 * command's exit code when the command has exited.
 */
public final class BeInit {
    private static final POSIX POSIX = Posix.get();

    private static volatile int main;

    /** Runs a command. Returns its exit code, or 128 + n if signal n killed the command. */
    static int run(String... command) throws Exception {
        Class.forName("java.lang.ProcessImpl"); // SIGCHLD may be ignored: undoes that
        Signal.handle(new Signal("TERM"), term -> POSIX.kill(main, term.getNumber()));
        main = Spawn.command(command);
        int[] status = new int[1];
        int pid = POSIX.waitpid(-1, status, 0);
        while (pid != main) { // the pid of an orphan
            if (pid == -1) {
                throw new IllegalStateException("the command's status is lost");
            }
            pid = POSIX.waitpid(-1, status, 0);
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
