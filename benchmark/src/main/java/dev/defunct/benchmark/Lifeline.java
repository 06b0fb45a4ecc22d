package dev.defunct.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * Standard input: the director's orders, and its end is ours. When the director is gone, for
 * whatever reason, we start nobody any more, reap all that we have, and exit.
 */
final class Lifeline {

    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    private boolean isCut;

    Lifeline() {
        Thread thread = new Thread(this::hold, "lifeline");
        thread.setDaemon(true);
        thread.start();
    }

    /** The next line that the director says. */
    String nextOrder() throws InterruptedException {
        return orders.take();
    }

    /** Starts a child, or does not return: after the lifeline was cut nobody is started. */
    synchronized <T> T whileHeld(Supplier<T> start) {
        while (isCut) {
            try {
                wait(); // for the exit
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a runner", e);
            }
        }
        return start.get();
    }

    private void hold() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                orders.add(line);
            }
        } catch (IOException e) {
            // as good as its end
        }
        synchronized (this) {
            isCut = true;
        }
        while (LibC.C.waitpid(-1, 0, 0) > 0) {
            // until ECHILD: nobody is left
        }
        Runtime.getRuntime().halt(0);
    }
}
