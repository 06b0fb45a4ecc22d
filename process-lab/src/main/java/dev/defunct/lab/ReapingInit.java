package dev.defunct.lab;

import jnr.posix.POSIX;

/** A healthy init: a child subreaper that waits for whatever it is given, until nobody is left. */
final class ReapingInit {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);
        POSIX posix = cast.posix();

        Native.becomeSubreaper();
        cast.spawnParent();

        int[] status = new int[1];
        int pid;
        while ((pid = posix.waitpid(-1, status, 0)) > 0) { // -1, ECHILD: no child is left
            cast.say("reaps " + pid + ", which " + WaitStatus.of(status[0]));
        }
    }
}
