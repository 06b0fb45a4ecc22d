package dev.defunct.parentexits;

import dev.defunct.lab.Cast;
import dev.defunct.lab.Native;
import jnr.posix.POSIX;

/**
 * B1, corrected: an orphan goes to its nearest living ancestor that is a child subreaper, and to
 * PID 1 only if there is none (prctl(2), PR_SET_CHILD_SUBREAPER). Here this parent is one, and
 * below another, init. The app is adopted by this one; when this one leaves, by the next.
 */
public final class NearerSubreaper {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);
        POSIX posix = cast.posix();

        Native.becomeSubreaper();
        int intermediate = cast.spawn("intermediate", LeavesAtOnce.class);

        posix.waitpid(intermediate, new int[1], 0); // the app is ours now
        cast.liveForTicks(1);
    } // and now it is that of the subreaper above us
}
