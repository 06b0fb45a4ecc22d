package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Exercise 7: tell the kernel that this JVM does not wait for its children ({@link Signal#handle},
 * {@link SignalHandler#SIG_IGN}), and find out what that costs.
 */
public final class IgnoreChildren {

    /**
     * From now on the kernel reaps the children of this JVM, even if the JDK starts processes
     * later.
     */
    static void ignore() throws Exception {
        Class.forName("java.lang.ProcessImpl"); // its initialiser sets SIGCHLD to the default
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
    }

    /** What waitFor() returns, after ignore(), for a child that exits with code 7. */
    static int waitForSays() {
        return 0;
    }

    /** The name of the error that waitpid fails with, after ignore(), when the child is gone. */
    static String waitpidSays() {
        return "ECHILD";
    }

    /** The experiment that shows what both methods above have to return: ./play exercise 7 --run */
    public static void main(String[] args) throws Exception {
        POSIX posix = Posix.get();
        ignore();
        Process seven = new ProcessBuilder("sh", "-c", "exit 7").start();
        String sigchld = Posix.sigchld();
        if (!sigchld.equals("ignored")) {
            System.out.println(
                    "SIGCHLD is " + sigchld + ", not ignored: these answers do not count");
        }
        System.out.println("waitFor() says " + seven.waitFor());
        int result = posix.waitpid(Spawn.command("sh", "-c", "exit 7"), new int[1], 0);
        String error = result < 0 ? ", " + Errno.valueOf(posix.errno()).name() : "";
        System.out.println("waitpid says " + result + error);
    }
}
