// Wrong: passes TERM on, and does not wait until its command has ended.
// Told: TERM is for its command alone
package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.util.concurrent.CompletableFuture;
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
        Class.forName("java.lang.ProcessImpl"); // sets SIGCHLD to its default: it may be ignored
        CompletableFuture<Integer> main = new CompletableFuture<>();
        Signal.handle(
                new Signal("TERM"),
                term -> {
                    POSIX.kill(main.join(), term.getNumber());
                    System.exit(128 + term.getNumber());
                });
        main.complete(Spawn.command(command));
        int[] status = new int[1];
        int pid = POSIX.waitpid(-1, status, 0);
        while (pid != main.join()) { // an orphan's
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
