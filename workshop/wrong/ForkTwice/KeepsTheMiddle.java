// Wrong: lets the child in the middle keep running, so that the program is not an orphan.
// Told: the child in the middle is left
package dev.defunct.exercises;

import dev.defunct.lab.posix.Spawn;

/**
 * Exercise 6: start a program that another process has to reap. A JVM cannot fork() itself, so the
 * child in the middle has to be a program that starts another program and exits at once.
 */
public final class ForkTwice {
    /**
     * Starts a program as a grandchild of this JVM, and returns while the program still runs.
     *
     * @param program the path of an executable, without spaces
     */
    static void start(String program) {
        Spawn.command("sh", "-c", program + " & wait");
    }
}
