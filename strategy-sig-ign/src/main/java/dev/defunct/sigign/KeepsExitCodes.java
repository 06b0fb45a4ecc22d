package dev.defunct.sigign;

import java.io.IOException;

/**
 * SIGCHLD at its default: waitFor() returns the exit code of a child, or 128 + n if signal n killed
 * the child. {@link LosesExitCodes} is the same with SIGCHLD ignored.
 */
public final class KeepsExitCodes {
    public static void main(String[] args) throws IOException, InterruptedException {
        Process exits = new ProcessBuilder("sh", "-c", "exit 7").start();
        System.out.println("after exit 7, waitFor() returns " + exits.waitFor());

        Process killed = new ProcessBuilder("sh", "-c", "kill -KILL $$").start();
        System.out.println("after SIGKILL, waitFor() returns " + killed.waitFor());
    }
}
