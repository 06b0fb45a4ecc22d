package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.Cast;
import dev.defunct.lab.WaitStatus;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The article's wait_child: at SIGCHLD, waits for every child that has exited. One signal can stand
 * for many children, since standard signals do not queue (signal(7)): hence the loop.
 *
 * <p>The JVM runs it on a new thread per signal, several at once if need be. It holds no state.
 */
public record ReapsAll(Cast cast, POSIX posix) implements SignalHandler {
    @Override
    public void handle(Signal sigchld) {
        int[] status = new int[1];
        while (true) {
            int pid = posix.waitpid(-1, status, WNOHANG.intValue()); // -1: any child
            if (pid > 0) {
                cast.say("child " + pid + " " + WaitStatus.of(status[0]));
            } else if (pid == 0) {
                cast.say("no child is ready");
                return;
            } else if (posix.errno() == Errno.ECHILD.intValue()) {
                cast.say("no child is left");
                return;
            } else {
                throw new IllegalStateException("waitpid: " + Errno.valueOf(posix.errno()).name());
            }
        }
    }
}
