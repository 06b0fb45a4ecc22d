package dev.defunct.nowait;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import jnr.posix.POSIX;

/**
 * A3: zombies use up a user's process limit (RLIMIT_NPROC of setrlimit(2)): each zombie counts as a
 * process, and so does each thread. Start this program under a limit: it makes zombies until it
 * reaches the limit, or until there are 1,000. If there is room for one more process, but no
 * "process reaper" thread is idle, ProcessBuilder starts a child, but cannot start the thread that
 * would wait for the child. Then ProcessBuilder leaves a zombie, too. {@link PoisonsAPid} shows
 * what else such a failed start() leaves behind.
 */
public final class RunsOut {
    private static final int ENOUGH = 1000;
    private static final POSIX POSIX = Posix.get();

    public static void main(String[] args) {
        Deque<Integer> zombies = new ArrayDeque<>();
        try {
            while (zombies.size() < ENOUGH) {
                zombies.add(Spawn.command("true")); // and never waits for it
            }
            System.out.println("no limit reached with " + ENOUGH + " zombies: set one (ulimit -u)");
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

    /**
     * Whether a zombie is left after this program and the JDK have reaped the children that they
     * know.
     */
    private static boolean hasZombie() {
        return POSIX.waitpid(-1, new int[1], WNOHANG.intValue()) > 0;
    }
}
