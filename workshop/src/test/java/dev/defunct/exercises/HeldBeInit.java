package dev.defunct.exercises;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * Runs the answer as PID 1, so that TERM always comes before what the answer does after the start
 * of its command. From that start on, {@link Signal#handle} waits in this JVM until the TERM that
 * the command has sent is dispatched. The command sends WINCH after it, and a JVM dispatches its
 * signals one after the other.
 */
final class HeldBeInit {

    private HeldBeInit() {}

    public static void main(String[] args) throws Exception {
        CountDownLatch termIsDispatched = new CountDownLatch(1);
        Signal.handle(new Signal("WINCH"), winch -> termIsDispatched.countDown());
        Thread answer = Thread.currentThread();
        CountDownLatch isHeld = new CountDownLatch(1);
        Thread holder = new Thread(() -> hold(answer, isHeld, termIsDispatched), "holder");
        holder.setDaemon(true);
        holder.start();
        isHeld.await();
        BeInit.main(args);
    }

    /** Lets the answer install a handler as long as it has no child. */
    private static void hold(
            Thread answer, CountDownLatch isHeld, CountDownLatch termIsDispatched) {
        try {
            Class<?> lock = Class.forName("jdk.internal.misc.Signal"); // handle() is synchronized
            while (termIsDispatched.getCount() > 0) {
                synchronized (lock) {
                    isHeld.countDown();
                    while (!hasChild() && !isBlocked(answer)) {
                        Thread.sleep(1);
                    }
                    if (hasChild()) {
                        termIsDispatched.await();
                    }
                }
                while (isBlocked(answer)) {
                    Thread.onSpinWait();
                }
            }
        } catch (ClassNotFoundException | InterruptedException e) {
            throw new IllegalStateException("handlers cannot be held back", e);
        }
    }

    private static boolean hasChild() {
        return ProcessHandle.current().children().findAny().isPresent();
    }

    private static boolean isBlocked(Thread thread) {
        return thread.getState() == Thread.State.BLOCKED;
    }
}
