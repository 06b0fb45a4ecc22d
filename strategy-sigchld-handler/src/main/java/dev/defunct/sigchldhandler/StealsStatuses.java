package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import java.io.IOException;
import java.util.stream.IntStream;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * The mistake: a handler that waits for any child, -1, in a program that uses ProcessBuilder too.
 * For each child of ProcessBuilder a thread of the JDK waits as well. When the handler comes first,
 * it takes the exit status, the JDK is told ECHILD, and waitFor() makes 0 of that: now and then, a
 * child that failed has ended well. {@link WaitsForItsOwn} never does it.
 */
public final class StealsStatuses {
    private static final int CHILDREN = 300;
    private static final POSIX POSIX = Posix.get();

    public static void main(String[] args) throws ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), sigchld -> reapAny());

        System.out.println("statuses stolen: " + countStolen());
    }

    static void reapAny() {
        while (POSIX.waitpid(-1, new int[1], WNOHANG.intValue()) > 0) {
            // one more
        }
    }

    /** Starts many children that exit with 7, some at a time; those not said to have done so. */
    static long countStolen() {
        return IntStream.range(0, CHILDREN).parallel().filter(i -> exitCode() != 7).count();
    }

    private static int exitCode() {
        try {
            return new ProcessBuilder("sh", "-c", "exit 7").start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
