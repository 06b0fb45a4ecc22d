package dev.defunct.sigchldhandler;

import java.io.IOException;

/**
 * {@link InstallsTooSoon} with one more line before it: the JDK's reset comes first, and only once.
 */
public final class InstallsInTime {
    public static void main(String[] args) throws IOException, ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");

        InstallsTooSoon.main(args);
    }
}
