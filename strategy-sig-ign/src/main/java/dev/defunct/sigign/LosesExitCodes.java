package dev.defunct.sigign;

import java.io.IOException;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The mistake: ignoring SIGCHLD in a program that uses ProcessBuilder. The kernel keeps no status
 * for the JDK to fetch, and waitFor() returns 0 then, as if every child had succeeded, even a
 * killed child. {@link KeepsExitCodes} is the same without SIG_IGN, and leaves no zombie either.
 */
public final class LosesExitCodes {
    public static void main(String[] args)
            throws IOException, InterruptedException, ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);

        KeepsExitCodes.main(args);
    }
}
