package dev.defunct.benchmark;

import com.zaxxer.nuprocess.NuAbstractProcessHandler;
import com.zaxxer.nuprocess.NuProcessBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The strategies in which a library starts and reaps the children. */
final class LibraryStrategies {

    private LibraryStrategies() {}

    /**
     * ProcessBuilder, which uses a thread for each child. Waits for each child before starting the
     * next.
     */
    static void waitFor(Children children) throws InterruptedException {
        while (children.areMore()) {
            children.endedWith(children.start(LibraryStrategies::start).waitFor());
        }
    }

    /** ProcessBuilder. Gets each exit code from a future, so no thread of ours waits. */
    static void onExit(Children children) {
        while (children.areMore()) {
            children.start(LibraryStrategies::start)
                    .onExit()
                    .thenAccept(child -> children.endedWith(child.exitValue()));
        }
        children.awaitEnds();
    }

    /** ProcessBuilder. Waits for each child on a virtual thread, which Java 17 does not have. */
    static void onVirtualThreads(Children children) throws ReflectiveOperationException {
        ExecutorService virtualThreads =
                (ExecutorService)
                        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        while (children.areMore()) {
            Process child = children.start(LibraryStrategies::start);
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

    /** NuProcess: a few threads serve the pipes of all children, and reap the children, too. */
    static void nuProcess(Children children) {
        NuAbstractProcessHandler handler =
                new NuAbstractProcessHandler() {
                    @Override
                    public void onExit(int code) {
                        children.endedWith(code);
                    }
                };
        while (children.areMore()) {
            children.start(command -> new NuProcessBuilder(handler, command).start());
        }
        children.awaitEnds();
    }
}
