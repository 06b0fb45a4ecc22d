// Wrong: waits for any child, and so reaps a child of other code.
// Told: for a child of other code that had exited before start()
package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import jnr.posix.POSIX;

/**
 * Exercise 6: start a program that another process has to reap. A JVM cannot fork() itself, so the
 * child in the middle has to be a program that starts another program and exits at once.
 */
public final class ForkTwice {
    private static final POSIX POSIX = Posix.get();

    /**
     * Starts a program as a grandchild of this JVM, and returns while the program still runs.
     *
     * @param program the path of an executable, without spaces
     */
    static void start(String program) {
        Spawn.command("sh", "-c", program + " &");
        POSIX.waitpid(-1, new int[1], 0);
    }
}
