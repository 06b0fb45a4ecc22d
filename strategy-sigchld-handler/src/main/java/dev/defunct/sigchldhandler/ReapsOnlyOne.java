package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.WaitStatus;
import sun.misc.Signal;

/**
 * The mistake: an {@code if} in place of the {@code while} of {@link Parent#waitChild}. This
 * handler reaps one child for each signal. Children that exit together can cause a single signal,
 * and then all of them except one stay zombies.
 */
final class ReapsOnlyOne {
    static void waitChild(Signal sigchld) {
        int[] status = new int[1];
        int pid = Posix.get().waitpid(-1, status, WNOHANG.intValue());
        if (pid > 0) {
            System.out.println("child " + pid + " " + WaitStatus.of(status[0]));
        }
    }
}
