package dev.defunct.sigign;

import java.io.IOException;

/** {@link IgnoresTooSoon} with one line before it: the reset comes first, and only once. */
public final class IgnoresInTime {
    public static void main(String[] args) throws IOException, ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");

        IgnoresTooSoon.main(args);
    }
}
