package dev.defunct.lab.role;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import jnr.posix.POSIX;

/** A healthy init: a child subreaper that waits for its child, and for all that it adopts. */
public final class ReapingInit {
    /** Takes the parent's main class, and after that the parent's own arguments. */
    public static void main(String[] args) {
        Posix.becomeSubreaper();
        Spawn.java(Harness.mainClass(args), Harness.rest(args));

        POSIX posix = Posix.get();
        int[] status = new int[1];
        int pid;
        while ((pid = posix.waitpid(-1, status, 0)) > 0) { // -1, ECHILD: no child is left
            System.out.println("reaps " + pid + ", which " + WaitStatus.of(status[0]));
        }
    }
}
