package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import jnr.posix.POSIX;

/**
 * Exercise 6: start a program that another process has to reap. A JVM cannot fork() itself, so the
 * child in the middle has to be a program: one that starts another and exits at once.
 */
public final class ForkTwice {
    private static final POSIX POSIX = Posix.get();

    /**
     * Starts a program as our grandchild, and returns while it runs.
     *
     * @param program the path of an executable, without blanks
     */
    static void start(String program) {
        // TODO: another child has to be in the middle. This has us for its parent:
        Spawn.command(program);
    }
}
