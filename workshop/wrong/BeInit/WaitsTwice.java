// Wrong: waits for its command alone, and reaps in a handler for SIGCHLD, which can be faster.
// Told: the call in your handler for SIGCHLD was first, and took the status
package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.util.concurrent.CompletableFuture;
import jnr.constants.platform.WaitFlags;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * Exercise 9: an init, which is PID 1 of a container. It starts a command, reaps the orphans that
 * it adopts, passes TERM on to the command ({@link Signal#handle}, kill(2)), and exits with the
 * command's exit code when the command has exited.
 */
public final class BeInit {
    private static final POSIX POSIX = Posix.get();

    /** Runs a command. Returns its exit code, or 128 + n if signal n killed the command. */
    static int run(String... command) throws Exception {
        Class.forName("java.lang.ProcessImpl"); // SIGCHLD may be ignored: undoes that
        CompletableFuture<Integer> main = new CompletableFuture<>();
        Signal.handle(new Signal("TERM"), term -> POSIX.kill(main.join(), term.getNumber()));
        Signal.handle(new Signal("CHLD"), BeInit::reap);
        main.complete(Spawn.command(command));
        int[] status = new int[1];
        POSIX.waitpid(main.join(), status, 0);
        return exitCode(WaitStatus.of(status[0]));
    }

    private static void reap(Signal sigchld) {
        while (POSIX.waitpid(-1, new int[1], WaitFlags.WNOHANG.intValue()) > 0) {
            // an orphan
        }
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
