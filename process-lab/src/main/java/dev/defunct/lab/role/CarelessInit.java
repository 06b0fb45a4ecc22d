package dev.defunct.lab.role;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import jnr.posix.POSIX;

/**
 * An application that is the init process without being written for that: it waits only for the
 * child that it started, and never for the orphans that it adopts.
 */
public final class CarelessInit {
    /** Takes the parent's main class, and after that the parent's own arguments. */
    public static void main(String[] args) {
        Posix.becomeSubreaper();
        int parent = Spawn.java(Harness.mainClass(args), Harness.rest(args));

        POSIX posix = Posix.get();
        int[] status = new int[1];
        posix.waitpid(parent, status, 0);
        System.out.println(
                "reaps " + parent + ", which " + WaitStatus.of(status[0]) + ", and no other");
    }
}
