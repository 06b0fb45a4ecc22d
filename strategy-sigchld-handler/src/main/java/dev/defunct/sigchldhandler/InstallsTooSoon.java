package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.Posix;
import java.io.IOException;
import sun.misc.Signal;

/**
 * The mistake: installing the handler before the JDK has reset SIGCHLD. The first
 * ProcessBuilder.start(), or from JDK 21 on a mere System.getenv(), sets SIGCHLD to its default,
 * and the handler is never called again. {@link InstallsInTime} contains the line that prevents
 * this.
 */
public final class InstallsTooSoon {
    public static void main(String[] args) throws IOException {
        say("at first");

        Signal.handle(new Signal("CHLD"), sigchld -> {});
        say("after Signal.handle");

        System.getenv();
        say("after System.getenv()");

        new ProcessBuilder("true").start();
        say("after ProcessBuilder.start()");
    }

    private static void say(String when) {
        System.out.println(when + ", SIGCHLD: " + Posix.sigchld());
    }
}
