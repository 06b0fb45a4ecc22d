package dev.defunct.parentexits;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The mistake: starting a child on a thread that ends before the JVM does, although the child asks
 * for a signal when its parent ends (PR_SET_PDEATHSIG, prctl(2)). For this call, the parent is the
 * thread that has started the child. So a child that a pool thread has started is killed when the
 * pool ends that thread. {@link DiesWithTheJvm} starts the child on a thread that lives until the
 * JVM exits.
 */
public final class DiesWithItsThread {
    public static void main(String[] args) throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Process child = pool.submit(DiesWithItsThread::start).get();
        System.out.println("while the pool thread lives, the child runs: " + child.isAlive());

        pool.shutdown(); // ends its thread
        if (child.waitFor(10, TimeUnit.SECONDS)) {
            System.out.println(
                    "the pool thread has ended, the JVM runs: exit code " + child.waitFor());
        } else {
            System.out.println("the pool thread has ended, the child runs");
        }
    }

    /**
     * Starts the child. Returns when setpriv(1) has asked for SIGKILL, which execve(2) does not
     * undo.
     */
    static Process start() throws IOException {
        Process child =
                new ProcessBuilder(
                                "setpriv",
                                "--pdeathsig=KILL",
                                "sh",
                                "-c",
                                "echo ready; exec sleep 60")
                        .start();
        child.inputReader().readLine();
        return child;
    }
}
