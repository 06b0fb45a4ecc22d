package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A worker's standard input: orders, a line each. When it ends, the command that gave the orders is
 * gone, and the worker starts no more children, reaps those that it has, and exits.
 */
final class Lifeline {

    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    private boolean hasEnded;

    /** Also gives SIGCHLD its default disposition, and unblocks all signals. */
    Lifeline() throws ClassNotFoundException {
        Posix.unblockSignals();
        Class.forName("java.lang.ProcessImpl"); // resets SIGCHLD: now, and not later
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_DFL);
        Thread thread = new Thread(this::read, "lifeline");
        thread.setDaemon(true);
        thread.start();
    }

    String nextOrder() throws InterruptedException {
        return orders.take();
    }

    /** Starts a child, or does not return, because the lifeline has ended. */
    synchronized <T> T whileHeld(Supplier<T> start) {
        while (hasEnded) {
            try {
                wait(); // for the exit
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while the worker exits", e);
            }
        }
        return start.get();
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            in.lines().forEach(orders::add);
        } catch (IOException e) {
            // as good as its end
        }
        synchronized (this) {
            hasEnded = true;
        }
        while (Posix.get().waitpid(-1, new int[1], 0) > 0) {} // -1, ECHILD: no child is left
        Runtime.getRuntime().halt(0);
    }
}
