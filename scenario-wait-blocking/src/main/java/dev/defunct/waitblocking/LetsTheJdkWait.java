package dev.defunct.waitblocking;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import java.io.IOException;

/**
 * What ProcessBuilder does instead of having us wait: for each child a thread of the JDK, "process
 * reaper", blocks in waitpid. It reaps whether we call waitFor() or not. Then the JDK completes
 * onExit(), on another thread: that is how to wait without blocking a thread of our own. For a
 * child that was spawned past the JDK there is no such thread: nobody waits but we.
 */
public final class LetsTheJdkWait {
    public static void main(String[] args) throws IOException {
        int spawned = Spawn.command("true");
        System.out.println(
                "one child, spawned past the JDK: " + countReapers() + " process reapers");
        Posix.get().waitpid(spawned, new int[1], 0);

        Process first = new ProcessBuilder("cat").start(); // ends when its input does
        System.out.println("one child of ProcessBuilder: " + countReapers());
        Process second = new ProcessBuilder("cat").start();
        System.out.println("two children of ProcessBuilder: " + countReapers());

        var exitCode = first.onExit().thenApply(Process::exitValue);
        System.out.println("onExit has come: " + exitCode.isDone() + ", and we are not blocked");
        first.getOutputStream().close();
        System.out.println("onExit brings exit code " + exitCode.join());
        second.getOutputStream().close();
        second.onExit().join();
    }

    /** By name. While it waits, the pid of the child is part of it, since 17.0.7. */
    static long countReapers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("process reaper"))
                .count();
    }
}
