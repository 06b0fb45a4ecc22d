package dev.defunct.sigign;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The mistake: ignoring SIGCHLD to get rid of existing zombies. SIG_IGN affects only the children
 * that exit from now on. An existing zombie remains, and can still be waited for. {@link Parent}
 * ignores SIGCHLD before there is a child.
 */
public final class IgnoresTooLate {
    public static void main(String[] args) throws ClassNotFoundException {
        POSIX posix = Posix.get();
        int child = Spawn.command("sh", "-c", "exit 7");
        ProcessHandle.of(child).orElseThrow().onExit().join(); // has exited, is not reaped
        System.out.println("before SIG_IGN, a zombie: " + isListed(child));

        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
        System.out.println("after SIG_IGN, a zombie: " + isListed(child));

        int[] status = new int[1];
        posix.waitpid(child, status, 0);
        System.out.println("waitpid: " + WaitStatus.of(status[0]));
        System.out.println("after waitpid, a zombie: " + isListed(child));
    }

    /** A process that has exited and is still in the process table is a zombie. */
    private static boolean isListed(int exited) {
        return ProcessHandle.of(exited).isPresent();
    }
}
