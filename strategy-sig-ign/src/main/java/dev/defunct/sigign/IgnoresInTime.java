package dev.defunct.sigign;

import java.io.IOException;

/**
 * {@link IgnoresTooSoon} with one more line at the beginning, which makes the JDK reset SIGCHLD
 * before the parent ignores it. The JDK does so only once.
 */
public final class IgnoresInTime {
    public static void main(String[] args) throws IOException, ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");

        IgnoresTooSoon.main(args);
    }
}
