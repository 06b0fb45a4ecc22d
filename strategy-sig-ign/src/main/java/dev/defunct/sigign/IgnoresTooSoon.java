package dev.defunct.sigign;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import java.io.IOException;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The mistake: ignoring SIGCHLD before the JDK has reset it. The static initialiser of
 * java.lang.ProcessImpl sets SIGCHLD to its default, whatever the program had set. The first
 * ProcessBuilder.start() runs that initialiser, and from JDK 21 on a mere System.getenv() runs it,
 * too. After that there are zombies again, and no message explains why. {@link IgnoresInTime}
 * contains the line that prevents this.
 */
public final class IgnoresTooSoon {
    public static void main(String[] args) throws IOException {
        say("at first");

        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
        say("after SIG_IGN");

        System.getenv();
        say("after System.getenv()");

        new ProcessBuilder("true").start();
        say("after ProcessBuilder.start()");

        int child = Spawn.command("true");
        ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join()); // reaped or not
        boolean isListed = ProcessHandle.of(child).isPresent(); // exited, and still listed
        System.out.println("a child that has exited is a zombie: " + isListed);
    }

    private static void say(String when) {
        System.out.println(when + ", SIGCHLD: " + Posix.sigchld());
    }
}
