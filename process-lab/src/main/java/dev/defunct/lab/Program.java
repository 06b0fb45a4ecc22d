package dev.defunct.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The first process of a cast, as the director holds it: its words, and those of all its
 * descendants, on one pipe; and the lifeline, whose end takes them all down. It has to outlive the
 * others, since the JDK closes both pipes when it exits.
 *
 * <p>Started with ProcessBuilder and not with {@link Spawn}: the director is no part of the lesson,
 * and the JDK's reaper thread takes care of this one child.
 */
public final class Program implements AutoCloseable {

    private final Process process;
    private final boolean belowReaper;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader = new Thread(this::read, "words of the cast");
    private long pid;

    private Program(Process process, boolean belowReaper) {
        this.process = process;
        this.belowReaper = belowReaper;
        this.pid = belowReaper ? 0 : process.pid();
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a command.
     *
     * @throws CannotPlay if it cannot be started
     */
    public static Program start(List<String> command) {
        return start(command, false);
    }

    /**
     * Starts an init of our own, below an {@link OuterReaper}.
     *
     * @param command the command line of the init
     * @throws CannotPlay if it cannot be started
     */
    static Program startBelowReaper(List<String> command) {
        List<String> outer = Spawn.javaCommand(OuterReaper.class);
        outer.addAll(command);
        return start(outer, true);
    }

    private static Program start(List<String> command, boolean belowReaper) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(Spawn.JVM_OPTIONS);
        builder.environment().put(Spawn.CAST, Long.toString(ProcessHandle.current().pid()));
        try {
            return new Program(builder.start(), belowReaper);
        } catch (IOException e) {
            throw new CannotPlay("the cast cannot be started: " + e.getMessage());
        }
    }

    /**
     * Runs a main class in a JVM of its own, on our screen, to its end.
     *
     * @return its exit status
     * @throws CannotPlay if it cannot be started
     */
    static int run(Class<?> main) {
        ProcessBuilder builder = new ProcessBuilder(Spawn.javaCommand(main)).inheritIO();
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new CannotPlay(main.getSimpleName() + " cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the director", e);
        }
    }

    /**
     * The pid of the command: of the init, not of the reaper above it. Waits until the reaper has
     * started the init.
     *
     * @throws CannotPlay if the reaper cannot do that
     */
    public synchronized long pid() {
        while (pid == 0) {
            if (!reader.isAlive()) {
                throw new CannotPlay("the cast cannot be started: " + String.join(" ", lines));
            }
            try {
                wait(100); // the reader notifies of each line, but not of the end
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts the director", e);
            }
        }
        return pid;
    }

    /** The pid of the command's parent: of the reaper above an init, otherwise of this process. */
    long parent() {
        return belowReaper ? process.pid() : ProcessHandle.current().pid();
    }

    /** All lines so far, by this process and its descendants. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Whether it exited with a status that is not 0. To be called when it is gone. */
    boolean failed() {
        return process.onExit().join().exitValue() != 0;
    }

    /** Whether everybody who could speak is gone: the pipe has no writer any more. */
    public boolean ended() {
        return !reader.isAlive();
    }

    /** Waits for that, but no longer than this. */
    void awaitEnd(Duration patience) {
        try {
            reader.join(patience.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the director", e);
        }
    }

    /** Cuts the lifeline: the cast ends itself, each member on its own. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // nobody holds the other end: nobody is left
        }
    }

    private void read() {
        try (BufferedReader words = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = words.readLine(); line != null; line = words.readLine()) {
                synchronized (this) {
                    if (pid == 0 && line.startsWith(OuterReaper.STARTED)) {
                        pid = Long.parseLong(line.substring(OuterReaper.STARTED.length()));
                    } else {
                        lines.add(line);
                    }
                    notifyAll();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
