// Wrong: goes on until there are no children, although its command has ended.
// Told: its command has ended, and it keeps running
package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.util.concurrent.CompletableFuture;
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
        main.complete(Spawn.command(command));
        int[] status = new int[1];
        int[] last = new int[1];
        int pid = POSIX.waitpid(-1, last, 0);
        while (pid != -1) {
            if (pid == main.join()) {
                status = last.clone();
            }
            pid = POSIX.waitpid(-1, last, 0);
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
