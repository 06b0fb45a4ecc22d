package dev.defunct.parentexits;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;

/** Starts the app, and makes it an orphan by exiting. */
public final class LeavesAtOnce {
    public static void main(String[] args) {
        Spawn.java(App.class);
    }
}
