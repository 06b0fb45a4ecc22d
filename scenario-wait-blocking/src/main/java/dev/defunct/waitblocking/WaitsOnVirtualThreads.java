package dev.defunct.waitblocking;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Calls waitFor() on virtual threads (JDK 21 and later). The call does not block the carrier, the
 * platform thread that runs the virtual threads: here ten virtual threads wait on one carrier. But
 * each child still has a platform thread, its "process reaper". In contrast, a call of waitpid(2)
 * blocks the carrier.
 */
public final class WaitsOnVirtualThreads {
    private static final int CHILDREN = 10;

    public static void main(String[] args) throws Exception {
        if (Runtime.version().feature() < 21) {
            System.out.println("virtual threads need JDK 21 or later");
            return;
        }
        ExecutorService virtualThreads = virtualThreadsOnOneCarrier();
        Queue<Process> children = new ConcurrentLinkedQueue<>();
        CountDownLatch started = new CountDownLatch(CHILDREN);
        CountDownLatch ended = new CountDownLatch(CHILDREN);
        for (int i = 0; i < CHILDREN; i++) {
            virtualThreads.submit(
                    () -> {
                        Process child =
                                new ProcessBuilder("cat").start(); // exits when its input ends
                        children.add(child);
                        started.countDown();
                        child.waitFor();
                        ended.countDown();
                        return child;
                    });
        }
        started.await(); // if waitFor() blocked the carrier, only one child would start
        System.out.println(children.size() + " virtual threads wait, on one carrier");
        System.out.println(LetsTheJdkWait.countReapers() + " process reapers");
        for (Process child : children) {
            child.getOutputStream().close();
        }
        ended.await();
        System.out.println("all have ended");
    }

    /** Uses reflection, so that this class compiles with JDK 17. */
    static ExecutorService virtualThreadsOnOneCarrier() throws ReflectiveOperationException {
        System.setProperty("jdk.virtualThreadScheduler.parallelism", "1");
        System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", "1");
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
}
