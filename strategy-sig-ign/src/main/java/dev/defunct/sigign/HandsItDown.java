package dev.defunct.sigign;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The mistake: to forget that on Linux an ignored signal stays ignored across exec (execve(2)).
 * Whatever we start ignores SIGCHLD too, and if it waits for children of its own it gets that
 * wrong: Python says 0 for an exit code 3. {@link TakesItBack} starts it by way of a command that
 * undoes it.
 */
public final class HandsItDown {
    static final String[] CHILD = {
        "python3",
        "-c",
        "import subprocess; print('python3: it exited with', subprocess.call(['sh', '-c', 'exit 3']))"
    };

    public static void main(String[] args) throws ClassNotFoundException {
        runIgnoring(CHILD);
    }

    static void runIgnoring(String... command) throws ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);

        int child = Spawn.command(command);
        Posix.get().waitpid(child, new int[1], 0); // until it has gone
    }
}
