package dev.defunct.lab.testing;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Tick;

/** A parent for controls: starts the app, never waits for it, and prints ten ticks. */
public final class NeverWaits {

    private NeverWaits() {}

    public static void main(String[] args) {
        Spawn.java(App.class);
        for (int i = 1; i <= 10; i++) {
            Tick.sleep();
            System.out.println("tick " + i);
        }
    }
}
