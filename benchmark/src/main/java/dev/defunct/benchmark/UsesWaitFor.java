package dev.defunct.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** ProcessBuilder, waiting for each. A thread of the JDK's reaps it and tells us. */
final class UsesWaitFor implements Strategy {
    @Override
    public void run(Children children) throws Exception {
        while (children.areMore()) {
            children.endedWith(children.spawn(UsesWaitFor::start).waitFor());
        }
    }

    static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            throw new UncheckedIOException("a child cannot be started: " + e.getMessage(), e);
        }
    }
}
