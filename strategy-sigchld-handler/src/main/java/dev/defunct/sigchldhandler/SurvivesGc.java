package dev.defunct.sigchldhandler;

import java.util.concurrent.Semaphore;
import sun.misc.Signal;

/**
 * Fixes {@link DiesAfterGc} with sun.misc.Signal. The JDK holds the handler in a table of its own.
 * The native part of the JDK only counts the signal, and a Java thread that is started for this one
 * signal runs the handler. On that thread, the handler may call any method.
 */
public final class SurvivesGc {
    public static void main(String[] args) {
        Semaphore handled = new Semaphore(0);
        Signal.handle(
                new Signal("CHLD"),
                sigchld -> {
                    System.out.println(Thread.currentThread().getName() + " handles");
                    handled.release();
                });

        Signal.raise(new Signal("CHLD"));
        handled.acquireUninterruptibly();
        System.gc();
        System.out.println("after gc");
        Signal.raise(new Signal("CHLD"));
        handled.acquireUninterruptibly();
    }
}
