package dev.defunct.waitblocking;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import java.io.IOException;

/**
 * Shows how the JDK waits for the children of ProcessBuilder. For each child a JDK thread, "process
 * reaper", blocks in waitpid. That thread reaps the child, whether the program calls waitFor() or
 * not. Then the JDK completes onExit(), on another thread: use onExit() to wait without blocking a
 * thread of your own. A child that was spawned without ProcessBuilder has no such thread: the
 * program itself has to wait for it.
 */
public final class LetsTheJdkWait {
    public static void main(String[] args) throws IOException {
        int spawned = Spawn.command("true");
        System.out.println(
                "one child, spawned without ProcessBuilder: "
                        + countReapers()
                        + " process reapers");
        Posix.get().waitpid(spawned, new int[1], 0);

        Process first = new ProcessBuilder("cat").start(); // exits when its input ends
        System.out.println("one child of ProcessBuilder: " + countReapers());
        Process second = new ProcessBuilder("cat").start();
        System.out.println("two children of ProcessBuilder: " + countReapers());

        var exitCode = first.onExit().thenApply(Process::exitValue);
        System.out.println(
                "onExit() has completed: " + exitCode.isDone() + ", and main is not blocked");
        first.getOutputStream().close();
        System.out.println("onExit() completes with exit code " + exitCode.join());
        second.getOutputStream().close();
        second.onExit().join();
    }

    /**
     * Counts the threads "process reaper" by name. Since 17.0.7, the name includes the pid of the
     * child while the thread waits.
     */
    static long countReapers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("process reaper"))
                .count();
    }
}
