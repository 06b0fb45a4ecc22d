package dev.defunct.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The strategies with ProcessBuilder: a thread of the JDK's for each child waits, and reaps it. */
final class UsesProcessBuilder {

    private UsesProcessBuilder() {}

    /** Starts one, waits for it, starts the next. */
    static void waitFor(Children children) throws InterruptedException {
        while (children.areMore()) {
            children.endedWith(children.start(UsesProcessBuilder::start).waitFor());
        }
    }

    /** Is told of each exit by a future, so that no thread of ours waits. */
    static void onExit(Children children) {
        while (children.areMore()) {
            children.start(UsesProcessBuilder::start)
                    .onExit()
                    .thenAccept(child -> children.endedWith(child.exitValue()));
        }
        children.awaitEnds();
    }

    /** Waits for each child on a virtual thread, which Java 21 has. This is compiled for 17. */
    static void waitForOnVirtualThreads(Children children) throws ReflectiveOperationException {
        ExecutorService virtualThreads =
                (ExecutorService)
                        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        while (children.areMore()) {
            Process child = children.start(UsesProcessBuilder::start);
            virtualThreads.submit(
                    () -> {
                        children.endedWith(child.waitFor());
                        return null;
                    });
        }
        children.awaitEnds();
        virtualThreads.shutdown();
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            throw new UncheckedIOException("a child cannot be started: " + e.getMessage(), e);
        }
    }
}
