package dev.defunct.doublefork;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.Tick;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;

/**
 * The mistake: forking twice, and then asking how the grandchild ended. waitpid returns only the
 * status of the caller's own children, and the adopter gets the status of the grandchild. {@link
 * GetsTheStatusBack} uses a pipe.
 */
public final class LosesTheStatus {
    public static void main(String[] args) {
        POSIX posix = Posix.get();

        int intermediate = Spawn.java(IntermediateWithProcessBuilder.class);
        posix.waitpid(intermediate, new int[1], 0);
        for (int i = 1; i <= 10; i++) {
            Tick.sleep();
        }

        int result = posix.waitpid(-1, new int[1], 0); // -1: any child
        System.out.println("waitpid: " + result + ", " + Errno.valueOf(posix.errno()).name());
    }
}
