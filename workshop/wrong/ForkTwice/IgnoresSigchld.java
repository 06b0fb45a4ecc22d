// Wrong: ignores SIGCHLD, so that the kernel reaps all children of this JVM, now and later.
// Told: for a child of other code that exits after start()
package dev.defunct.exercises;

import dev.defunct.lab.posix.Spawn;
import sun.misc.Signal;
import sun.misc.SignalHandler;

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
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
        Spawn.command("sh", "-c", program + " &");
    }
}
