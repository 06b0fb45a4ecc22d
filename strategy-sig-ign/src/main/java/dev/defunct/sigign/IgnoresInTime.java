package dev.defunct.sigign;

import java.io.IOException;

/**
 * {@link IgnoresTooSoon} with one more line before it: the JDK's reset comes first, and only once.
 */
public final class IgnoresInTime {
    public static void main(String[] args) throws IOException, ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");

        IgnoresTooSoon.main(args);
    }
}
