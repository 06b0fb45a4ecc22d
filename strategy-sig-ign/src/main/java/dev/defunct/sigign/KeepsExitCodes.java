package dev.defunct.sigign;

import java.io.IOException;

/**
 * SIGCHLD as it is by default: waitFor() says how a child ended, 128 + n if it was killed by signal
 * n. {@link LosesExitCodes} is the same with SIGCHLD ignored.
 */
public final class KeepsExitCodes {
    public static void main(String[] args) throws IOException, InterruptedException {
        Process exits = new ProcessBuilder("sh", "-c", "exit 7").start();
        System.out.println("after exit 7, waitFor() says " + exits.waitFor());

        Process killed = new ProcessBuilder("sh", "-c", "kill -KILL $$").start();
        System.out.println("after SIGKILL, waitFor() says " + killed.waitFor());
    }
}
