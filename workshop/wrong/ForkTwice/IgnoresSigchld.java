// Wrong: has the kernel reap the middle, and so all children of this JVM, for ever.
// Told: of a child of other code that exits after start()
package dev.defunct.exercises;

import dev.defunct.lab.posix.Spawn;
import sun.misc.Signal;
import sun.misc.SignalHandler;

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
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
        Spawn.command("sh", "-c", program + " &");
    }
}
