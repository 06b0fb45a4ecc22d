package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The mistake: a handler that keeps a status in a field. In C, a thread does not get the signal
 * whose handler it is running. On the JVM, the handler runs on a new thread for each delivered
 * signal, and these threads run at the same time. Here both runs of the handler reap a child before
 * the first run reads the status. By then the field holds the status of the second child. {@link
 * KeepsItsStatus} keeps the status in a local variable.
 */
public final class SharesItsStatus implements SignalHandler {
    private static final CountDownLatch BOTH_HAVE_REAPED = new CountDownLatch(2);
    private static final CountDownLatch BOTH_HAVE_SPOKEN = new CountDownLatch(2);

    private final int[] status = new int[1];

    public static void main(String[] args) throws Exception {
        handleTwo(new SharesItsStatus());
    }

    @Override
    public void handle(Signal sigchld) {
        reap(status);
    }

    /**
     * Reaps one child, waits until both children are reaped, and prints the status of the child
     * that this call reaped.
     */
    static void reap(int[] status) {
        int pid = Posix.get().waitpid(-1, status, WNOHANG.intValue());
        BOTH_HAVE_REAPED.countDown();
        try {
            BOTH_HAVE_REAPED.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        System.out.println(pid + " " + WaitStatus.of(status[0]));
        BOTH_HAVE_SPOKEN.countDown();
    }

    /**
     * Starts a child that exits with 1 and, once that child is reaped, a child that exits with 2.
     */
    static void handleTwo(SignalHandler handler) throws Exception {
        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), handler);
        System.out.println("exit 1: " + Spawn.command("sh", "-c", "exit 1"));
        while (BOTH_HAVE_REAPED.getCount() == 2) {
            Thread.onSpinWait();
        }
        System.out.println("exit 2: " + Spawn.command("sh", "-c", "exit 2"));
        BOTH_HAVE_SPOKEN.await();
    }
}
