package dev.defunct.nowait;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Tick;
import java.io.IOException;

/**
 * A4, on the JVM: the same parent that never waits, with ProcessBuilder instead of the raw spawn.
 * It leaves no zombie: for each child the JDK has a thread, "process reaper", that waits for the
 * child.
 */
public final class UsesProcessBuilder {
    public static void main(String[] args) throws IOException {
        new ProcessBuilder(Spawn.javaCommand(App.class)).inheritIO().start(); // and no waitFor()

        for (int i = 1; i <= 10; i++) {
            Tick.sleep();
            System.out.println("tick " + i);
        }
    }
}
