package dev.defunct.parentexits;

import dev.defunct.lab.Cast;

/** Starts the app, and makes it an orphan. */
public final class LeavesAtOnce {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);

        cast.spawnApp();
    }
}
