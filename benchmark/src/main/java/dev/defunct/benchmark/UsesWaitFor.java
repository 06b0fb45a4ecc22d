package dev.defunct.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** ProcessBuilder, waiting for each. A thread of the JDK's reaps it and tells us. */
final class UsesWaitFor implements Strategy {
    @Override
    public void run(Children children) throws InterruptedException {
        while (children.areMore()) {
            children.endedWith(children.start(UsesWaitFor::processBuilder).waitFor());
        }
    }

    static Process processBuilder(List<String> command) {
        try {
            return new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            throw new UncheckedIOException("a child cannot be started: " + e.getMessage(), e);
        }
    }
}
