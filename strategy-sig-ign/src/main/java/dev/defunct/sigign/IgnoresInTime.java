package dev.defunct.sigign;

import java.io.IOException;

/**
 * {@link IgnoresTooSoon} with one more line at the beginning, which makes the JDK reset SIGCHLD
 * now, and never again.
 */
public final class IgnoresInTime {
    public static void main(String[] args) throws IOException, ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");

        IgnoresTooSoon.main(args);
    }
}
