// Wrong: has the middle stay, and so the program is no orphan.
// Told: the child in the middle is left
package dev.defunct.exercises;

import dev.defunct.lab.posix.Spawn;

/**
 * Exercise 6: start a program that another process has to reap. A JVM cannot fork() itself, so the
 * child in the middle has to be a program: one that starts another and exits at once.
 */
public final class ForkTwice {
    /**
     * Starts a program as our grandchild, and returns while it runs.
     *
     * @param program the path of an executable, without blanks
     */
    static void start(String program) {
        Spawn.command("sh", "-c", program + " & wait");
    }
}
