package dev.defunct.sigign;

import dev.defunct.lab.Cast;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * 2.2: the parent ignores SIGCHLD, and so tells the kernel that it will never ask how a child
 * ended. The kernel keeps no zombie for it (sigaction(2), SA_NOCLDWAIT and SIG_IGN).
 *
 * <p>The JDK does not know of this. When its class ProcessImpl is initialised, it sets SIGCHLD back
 * to the default, once: at the first ProcessBuilder.start(), or on newer JDKs at a mere
 * System.getenv(). So we have it initialised before we set our own, not after.
 */
public final class Parent {
    public static void main(String[] args) throws ClassNotFoundException {
        Cast cast = Cast.enter(args);
        POSIX posix = cast.posix();

        Class.forName("java.lang.ProcessImpl"); // let the JDK's reset be now
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN); // signal(SIGCHLD, SIG_IGN)

        int app = cast.spawnApp();
        cast.liveForTicks(10);

        int result = posix.waitpid(app, new int[1], 0); // nothing was kept for us to be told
        cast.say("waitpid says " + result + ", " + Errno.valueOf(posix.errno()).name());
        cast.say("how app " + app + " ended is lost");
    }
}
