package dev.defunct.sigchldhandler;

import java.io.IOException;

/**
 * {@link InstallsTooSoon} with one more line at the beginning: the JDK resets SIGCHLD now, and
 * never again.
 */
public final class InstallsInTime {
    public static void main(String[] args) throws IOException, ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");

        InstallsTooSoon.main(args);
    }
}
