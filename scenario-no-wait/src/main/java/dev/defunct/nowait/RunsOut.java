package dev.defunct.nowait;

import dev.defunct.lab.Native;
import dev.defunct.lab.Spawn;
import java.io.IOException;
import jnr.posix.POSIX;

/**
 * A3: what zombies use up is not memory, and not time, but places in the process table, of which a
 * user has so many (RLIMIT_NPROC of setrlimit(2)) and a container too (pids.max). A thread takes
 * such a place as well. Start it under a limit: it goes on until it meets one, or to 1,000.
 */
public final class RunsOut {
    private static final int ENOUGH = 1000;

    public static void main(String[] args) {
        int zombies = 0;
        try {
            while (zombies < ENOUGH) {
                Spawn.command("true"); // and nobody waits
                zombies++;
            }
            System.out.println("with " + zombies + " zombies no limit is met: set one (ulimit -u)");
        } catch (Spawn.Failed e) {
            System.out.println("with " + zombies + " children not waited for: " + e.getMessage());
        }
        startProcess();
        startThread();

        POSIX posix = Native.posix();
        while (posix.waitpid(-1, new int[1], 0) > 0) {
            // one zombie less
        }
        System.out.println("all are reaped");
        startProcess();
        startThread();
    }

    private static void startProcess() {
        try {
            new ProcessBuilder("true").start();
            System.out.println("ProcessBuilder: started");
        } catch (IOException e) {
            System.out.println("ProcessBuilder: " + e.getMessage().lines().findFirst().get());
        }
    }

    private static void startThread() {
        try {
            new Thread(() -> {}).start();
            System.out.println("Thread: started");
        } catch (OutOfMemoryError e) {
            Runtime heap = Runtime.getRuntime();
            long used = (heap.totalMemory() - heap.freeMemory()) * 100 / heap.maxMemory();
            System.out.println("Thread: " + e.getMessage() + "; heap used: " + used + " %");
        }
    }
}
