package dev.defunct.doublefork;

import dev.defunct.lab.Cast;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;

/**
 * The mistake: to fork twice, and then to want to know how the grandchild ended. waitpid is for
 * one's own children; the status goes to the adopter. {@link GetsTheStatusBack} has a pipe.
 */
public final class LosesTheStatus {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);
        POSIX posix = cast.posix();

        int intermediate = cast.spawn("intermediate", IntermediateWithProcessBuilder.class);
        posix.waitpid(intermediate, new int[1], 0);
        cast.liveForTicks(10);

        int result = posix.waitpid(-1, new int[1], 0); // -1: whichever child we have
        cast.say("waitpid says " + result + ", " + Errno.valueOf(posix.errno()).name());
    }
}
