package dev.defunct.benchmark;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * ProcessBuilder, and a virtual thread in {@code waitFor()} for each child. The JDK has a platform
 * thread for each as well, which reaps it. Needs Java 21, and is compiled for 17.
 */
final class UsesVirtualThreads implements Strategy {

    @Override
    public void run(Children children) throws ReflectiveOperationException {
        ExecutorService virtualThreads =
                (ExecutorService)
                        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        while (children.areMore()) {
            Process child = children.start(UsesWaitFor::processBuilder);
            Callable<Void> waits =
                    () -> {
                        children.endedWith(child.waitFor());
                        return null;
                    };
            virtualThreads.submit(waits);
        }
        children.awaitEnds();
        virtualThreads.shutdown();
    }
}
