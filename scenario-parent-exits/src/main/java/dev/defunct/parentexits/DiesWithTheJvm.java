package dev.defunct.parentexits;

import java.util.concurrent.TimeUnit;

/** Fixes {@link DiesWithItsThread}: the thread that starts the child lives until the JVM exits. */
public final class DiesWithTheJvm {
    public static void main(String[] args) throws Exception {
        Process child = DiesWithItsThread.start();

        Thread another = new Thread(() -> {});
        another.start();
        another.join();
        boolean ended = child.waitFor(500, TimeUnit.MILLISECONDS);
        System.out.println("another thread has ended, the child runs: " + !ended);
    }
}
