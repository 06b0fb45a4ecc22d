package dev.defunct.exercises;

import dev.defunct.exercises.InterceptedPosix.NativeCall;
import dev.defunct.lab.posix.Posix;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * Runs the answer as PID 1, so that TERM always comes before the answer knows the pid of its
 * command. In this JVM, posix_spawnp returns only when the TERM that the command has sent is
 * dispatched, and the handler for TERM, if there is one, has returned or waits. The command sends
 * WINCH after TERM, and a JVM dispatches its signals one after the other.
 */
final class HeldBeInit {

    /** A handler that waits in a loop never comes to rest. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final CountDownLatch TERM_IS_DISPATCHED = new CountDownLatch(1);

    private HeldBeInit() {}

    public static void main(String[] args) throws Exception {
        Signal.handle(new Signal("WINCH"), winch -> TERM_IS_DISPATCHED.countDown());
        InterceptedPosix.install("libc", Posix.LibC.class, Posix.libc(), HeldBeInit::call);
        BeInit.main(args);
    }

    private static Object call(Method method, NativeCall call) throws Throwable {
        try {
            return call.make();
        } finally {
            if (method.getName().equals("posix_spawnp")) {
                TERM_IS_DISPATCHED.await();
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (handlesTerm() && System.nanoTime() < deadline) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** Whether a handler for TERM runs and does not wait. */
    private static boolean handlesTerm() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(
                        thread ->
                                thread.getName().equals("SIGTERM handler")
                                        && thread.getState() == Thread.State.RUNNABLE);
    }
}
