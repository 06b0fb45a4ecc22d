package dev.defunct.doublefork;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;

/** The child in the middle. It starts the app, which is the grandchild, and exits at once. */
public final class Intermediate {
    public static void main(String[] args) {
        Spawn.java(App.class); // the second fork
    }
}
