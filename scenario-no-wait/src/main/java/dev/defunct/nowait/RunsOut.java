package dev.defunct.nowait;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import jnr.posix.POSIX;

/**
 * A3: what zombies use up is places in the process table, of which a user has so many (RLIMIT_NPROC
 * of setrlimit(2)). A thread takes such a place as well. Start it under a limit: it goes on until
 * it meets one, or to 1,000. With one place left, and no idle thread "process reaper",
 * ProcessBuilder starts a child, but not the thread that is to wait for it: then ProcessBuilder,
 * too, leaves a zombie. What else that start() leaves behind, {@link PoisonsAPid} shows.
 */
public final class RunsOut {
    private static final int ENOUGH = 1000;
    private static final POSIX POSIX = Posix.get();

    public static void main(String[] args) {
        Deque<Integer> zombies = new ArrayDeque<>();
        try {
            while (zombies.size() < ENOUGH) {
                zombies.add(Spawn.command("true")); // and nobody waits
            }
            System.out.println("no limit met with " + ENOUGH + " zombies: set one (ulimit -u)");
        } catch (Spawn.Failed e) {
            System.out.println("with " + zombies.size() + " zombies: " + e.getMessage());
        }
        startProcess();
        startThread();

        reap(zombies.remove());
        System.out.println("one is reaped");
        startProcess();

        zombies.forEach(RunsOut::reap);
        System.out.println("all are reaped");
        startProcess();
        startThread();
        System.out.println("left by ProcessBuilder: " + (hasZombie() ? "a zombie" : "nothing"));
    }

    private static void reap(int pid) {
        POSIX.waitpid(pid, new int[1], 0);
    }

    private static void startProcess() {
        try {
            new ProcessBuilder("true").start().waitFor();
            System.out.println("ProcessBuilder: started");
        } catch (IOException e) {
            System.out.println("ProcessBuilder: " + e.getMessage().lines().findFirst().get());
        } catch (OutOfMemoryError e) {
            System.out.println("ProcessBuilder: " + e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
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

    /** All that we have spawned is reaped, and so is what the JDK knows of. */
    private static boolean hasZombie() {
        return POSIX.waitpid(-1, new int[1], WNOHANG.intValue()) > 0;
    }
}
