package dev.defunct.parentexits;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.Tick;
import jnr.posix.POSIX;

/**
 * B1, corrected: an orphan goes to its nearest living ancestor that is a child subreaper in the PID
 * namespace of the parent that exited, and to PID 1 of that namespace only if there is none
 * (prctl(2), PR_SET_CHILD_SUBREAPER). This parent is a subreaper below another one, init. It adopts
 * the app, and when it exits, init does.
 */
public final class NearerSubreaper {
    public static void main(String[] args) {
        POSIX posix = Posix.get();

        Posix.becomeSubreaper();
        int intermediate = Spawn.java(LeavesAtOnce.class);

        posix.waitpid(intermediate, new int[1], 0); // now the app is a child of this process
        Tick.sleep();
    } // and now it is a child of the subreaper above
}
