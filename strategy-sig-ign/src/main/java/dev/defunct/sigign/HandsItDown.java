package dev.defunct.sigign;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The mistake: forgetting that on Linux an ignored signal stays ignored across exec (execve(2)). So
 * a program that this JVM starts ignores SIGCHLD, too. If that program waits for children of its
 * own, it gets a wrong result: Python reports 0 for an exit code 3. {@link TakesItBack} starts the
 * program through a command that restores the default.
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
        Posix.get().waitpid(child, new int[1], 0); // until the child is gone
    }
}
