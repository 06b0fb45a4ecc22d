package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.Cast;
import dev.defunct.lab.WaitStatus;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The mistake: an {@code if} for the {@code while} of {@link ReapsAll}. It takes one signal for one
 * child. Children that exit together send one signal between them, and all but one stay zombies.
 */
public record ReapsOnlyOne(Cast cast, POSIX posix) implements SignalHandler {
    @Override
    public void handle(Signal sigchld) {
        int[] status = new int[1];
        int pid = posix.waitpid(-1, status, WNOHANG.intValue());
        if (pid > 0) {
            cast.say("child " + pid + " " + WaitStatus.of(status[0]));
        }
    }
}
