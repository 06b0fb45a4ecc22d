package dev.defunct.nowait;

import dev.defunct.lab.Cast;

/** 1.3: the app exits first, and its parent, busy with other things, never waits for it. */
public final class Parent {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);

        cast.spawnApp(); // Popen([sys.executable, './app.py'])

        cast.liveForTicks(10); // for i in range(10): time.sleep(5)
    } // only now does the zombie come to somebody who waits
}
