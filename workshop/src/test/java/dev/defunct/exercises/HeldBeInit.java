package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
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
        Posix.LibC libc = Posix.libc();
        Field field = Posix.class.getDeclaredField("libc");
        field.setAccessible(true);
        field.set(
                null,
                Proxy.newProxyInstance(
                        HeldBeInit.class.getClassLoader(),
                        new Class<?>[] {Posix.LibC.class},
                        (proxy, method, arguments) -> call(libc, method, arguments)));
        BeInit.main(args);
    }

    private static Object call(Posix.LibC libc, Method method, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(libc, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
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
