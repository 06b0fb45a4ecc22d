package dev.defunct.parentexits;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.Tick;
import jnr.posix.POSIX;

/**
 * B1, corrected: the kernel gives an orphan to its nearest living ancestor that is a child
 * subreaper in the PID namespace of the parent that exited. If there is no such ancestor, PID 1 of
 * that namespace adopts the orphan (prctl(2), PR_SET_CHILD_SUBREAPER). This parent is a subreaper
 * below another subreaper, init. The parent adopts the app. When the parent exits, init adopts the
 * app.
 */
public final class NearerSubreaper {
    public static void main(String[] args) {
        POSIX posix = Posix.get();

        Posix.becomeSubreaper();
        int intermediate = Spawn.java(LeavesAtOnce.class);

        posix.waitpid(intermediate, new int[1], 0); // now the app is a child of this process
        Tick.sleep();
    } // now the app is a child of init
}
