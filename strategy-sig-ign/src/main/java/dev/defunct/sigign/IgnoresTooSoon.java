package dev.defunct.sigign;

import dev.defunct.lab.Disposition;
import java.io.IOException;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The mistake: to ignore SIGCHLD while the JDK's reset is still to come. The static initialiser of
 * java.lang.ProcessImpl sets SIGCHLD to its default, whatever we had set. The first
 * ProcessBuilder.start() runs it, and on JDK 25 a mere System.getenv() does. After that there are
 * zombies again, and nothing says why. {@link IgnoresInTime} has the line that prevents it.
 */
public final class IgnoresTooSoon {
    public static void main(String[] args) throws IOException {
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
        say("after SIG_IGN");

        System.getenv();
        say("after System.getenv()");

        new ProcessBuilder("true").start();
        say("after ProcessBuilder.start()");
    }

    private static void say(String when) {
        Disposition sigchld = Disposition.ofSigchld(ProcessHandle.current().pid());
        System.out.println(when + ", SIGCHLD: " + sigchld);
    }
}
