package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import java.io.IOException;
import java.util.stream.IntStream;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * The mistake: a handler that waits for any child, with the pid -1, in a program that also uses
 * ProcessBuilder. A JDK thread waits for each child of ProcessBuilder, too. If the handler is
 * faster, it takes the exit status, the JDK's waitpid fails with ECHILD, and waitFor() returns 0.
 * So occasionally a child that failed seems to have succeeded. {@link WaitsForItsOwn} never steals
 * a status.
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
            // reaps the next child
        }
    }

    /**
     * Starts many children that exit with 7, several at a time. Counts the children for which
     * waitFor() returns another code.
     */
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
