package dev.defunct.parentexits;

import dev.defunct.lab.Cast;

/** 1.1: the parent leaves after a tick, while the app still runs. */
public final class Parent {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);

        cast.spawnApp();

        cast.liveForTicks(1);
    } // the app is an orphan now: the kernel gives it to the nearest subreaper, or to PID 1
}
