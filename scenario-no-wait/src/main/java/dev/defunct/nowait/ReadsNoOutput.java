package dev.defunct.nowait;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The mistake: not reading what a child prints. When the pipe is full (64 KiB, pipe(7)), the child
 * blocks in write(2). The child is not a zombie: it has not exited, and cannot exit until the
 * parent reads from the pipe or closes it. So waitFor() does not return. Read the output, or
 * redirect it to a file or to DISCARD.
 */
public final class ReadsNoOutput {
    public static void main(String[] args) throws IOException, InterruptedException {
        Process child = new ProcessBuilder("head", "-c", "200000", "/dev/zero").start();
        while (child.getInputStream().available() == 0
                || !LooksAtTheState.state(child.pid()).equals("S")) {
            Thread.onSpinWait();
        }
        System.out.println("waitFor: " + child.waitFor(200, TimeUnit.MILLISECONDS));
        System.out.println("state: " + LooksAtTheState.state(child.pid()));

        child.getInputStream().readAllBytes();
        System.out.println("all is read; waitFor: exit code " + child.waitFor());
    }
}
