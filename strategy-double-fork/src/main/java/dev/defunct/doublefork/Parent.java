package dev.defunct.doublefork;

import dev.defunct.lab.Cast;
import dev.defunct.lab.WaitStatus;
import jnr.posix.POSIX;

/**
 * 2.1: the app is the parent's grandchild. The parent waits for the child in the middle only, which
 * does not take long; the app, an orphan from birth, is somebody else's to reap.
 *
 * <p>"Fork" means spawn here, and the child in the middle is a program of its own. After a bare
 * fork() a JVM's child has one thread, the one that called fork: no garbage collector, no compiler,
 * no reference handler, and their locks as they were. It can do next to nothing but exec, and spawn
 * is fork and exec in one call.
 */
public final class Parent {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);
        POSIX posix = cast.posix();

        int intermediate = cast.spawn("intermediate", Intermediate.class); // the first fork

        int[] status = new int[1];
        posix.waitpid(intermediate, status, 0); // for the child, not for the grandchild

        cast.say("intermediate " + intermediate + " " + WaitStatus.of(status[0]));
        cast.liveForTicks(10);
    }
}
