package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;
import java.util.Scanner;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A worker's standard input: one order per line. The input ends when the command that gives the
 * orders is gone. Then the worker starts no more children, reaps those that it has, and exits.
 */
final class Lifeline {

    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();

    /**
     * Starts to read the orders. Also unblocks all signals, and sets SIGCHLD to its default
     * disposition.
     */
    Lifeline() {
        Posix.unblockSignals();
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_DFL);
        Thread thread = new Thread(this::read, "lifeline");
        thread.setDaemon(true);
        thread.start();
    }

    String nextOrder() throws InterruptedException {
        return orders.take();
    }

    /** Starts a child. Does not return if the lifeline has ended. */
    synchronized <T> T whileHeld(Supplier<T> start) {
        return start.get();
    }

    private void read() {
        new Scanner(System.in).useDelimiter("\n").forEachRemaining(orders::add);
        synchronized (this) { // until the exit
            while (Posix.get().waitpid(-1, new int[1], 0) > 0) {} // -1, ECHILD: no child is left
            Runtime.getRuntime().halt(0);
        }
    }
}
