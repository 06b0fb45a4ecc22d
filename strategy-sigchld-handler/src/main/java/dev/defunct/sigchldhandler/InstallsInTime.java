package dev.defunct.sigchldhandler;

import java.io.IOException;

/**
 * {@link InstallsTooSoon} with one more line at the beginning, which makes the JDK reset SIGCHLD
 * now, and never again.
 */
public final class InstallsInTime {
    public static void main(String[] args) throws IOException, ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");

        InstallsTooSoon.main(args);
    }
}
