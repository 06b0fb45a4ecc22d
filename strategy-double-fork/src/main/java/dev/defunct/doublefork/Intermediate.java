package dev.defunct.doublefork;

import dev.defunct.lab.Cast;

/** The child in the middle: starts the app, the grandchild, and exits at once. */
public final class Intermediate {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);

        cast.spawnApp();
    }
}
