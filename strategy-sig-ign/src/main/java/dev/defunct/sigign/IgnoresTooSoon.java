package dev.defunct.sigign;

import dev.defunct.lab.Disposition;
import dev.defunct.lab.ProcessTable;
import dev.defunct.lab.Spawn;
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
        say("at first");

        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
        say("after SIG_IGN");

        System.getenv();
        say("after System.getenv()");

        new ProcessBuilder("true").start();
        say("after ProcessBuilder.start()");

        int child = Spawn.command("true");
        ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join()); // reaped or not
        System.out.println("a child that has exited: " + state(child));
    }

    /** What the process table has for this process: ZOMBIE, say, or "gone". */
    static String state(int pid) {
        return ProcessTable.ofThisMachine()
                .find(pid)
                .map(entry -> entry.state().toString())
                .orElse("gone");
    }

    private static void say(String when) {
        Disposition sigchld = Disposition.ofSigchld(ProcessHandle.current().pid());
        System.out.println(when + ", SIGCHLD: " + sigchld);
    }
}
