package dev.defunct.lab;

import jnr.posix.POSIX;

/**
 * An application that happens to be init: it waits for the one child that it started, and does not
 * know that it adopts others.
 */
final class CarelessInit {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);
        POSIX posix = cast.posix();

        Native.becomeSubreaper();
        int parent = cast.spawnParent();

        int[] status = new int[1];
        posix.waitpid(parent, status, 0);
        cast.say("reaps " + parent + ", which " + WaitStatus.of(status[0]) + ", and nobody else");
    }
}
