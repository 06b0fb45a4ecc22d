package dev.defunct.waitblocking;

import dev.defunct.lab.Cast;
import dev.defunct.lab.WaitStatus;
import jnr.posix.POSIX;

/** 1.2: the parent waits for the app, and does nothing else until the app has exited. */
public final class Parent {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);
        POSIX posix = cast.posix();
        cast.beatOnAnotherThread(); // to show that only the thread that waits stands still

        int app = cast.spawnApp();

        int[] status = new int[1];
        posix.waitpid(app, status, 0); // blocks here until the app has exited

        cast.say("app " + app + " " + WaitStatus.of(status[0]));
        cast.liveForTicks(7); // the other three of its ten went by in waitpid
    }
}
