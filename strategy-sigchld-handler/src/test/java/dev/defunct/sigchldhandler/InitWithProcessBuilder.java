package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.ps.ProcessTable;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/**
 * A subreaper that uses ProcessBuilder, and meanwhile reaps only the processes that it adopts or,
 * with the argument "any", any child. It starts each child on a thread that soon ends, and each
 * child leaves an orphan. Prints how many exit codes were wrong, and whether zombies are left at
 * the end.
 */
final class InitWithProcessBuilder {
    public static void main(String[] args) throws Exception {
        Posix.becomeSubreaper();
        Adopted adopted = new Adopted();
        Semaphore sigchld = new Semaphore(0);
        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), signal -> sigchld.release());
        boolean any = args[0].equals("any");
        Runnable reap = any ? StealsStatuses::reapAny : adopted::reap;
        Thread reaper = new Thread(() -> reapForEver(reap, sigchld));
        reaper.setDaemon(true);
        reaper.start();

        AtomicInteger wrong = new AtomicInteger();
        for (int i = 0; i < (any ? 5000 : 200) && wrong.get() == 0; i++) {
            Process[] child = new Process[1];
            Thread starter = new Thread(() -> child[0] = start());
            starter.start();
            starter.join(); // now the kernel lists the child under the first thread, as the orphans
            wrong.addAndGet(child[0].waitFor() == 7 ? 0 : 1);
        }
        System.out.println("wrong: " + wrong);
        while (zombies() > 0) {
            Thread.onSpinWait();
        }
        System.out.println("no zombie is left");
    }

    private static void reapForEver(Runnable reap, Semaphore sigchld) {
        while (true) {
            sigchld.acquireUninterruptibly();
            reap.run();
        }
    }

    private static Process start() {
        try {
            return new ProcessBuilder("sh", "-c", "(true &) ; exit 7").start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long zombies() {
        long self = ProcessHandle.current().pid();
        return ProcessTable.ofThisMachine().all().stream()
                .filter(entry -> entry.parent() == self && entry.isZombie())
                .count();
    }
}
