package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A child of this JVM, and two pipes: the lines that the child and its descendants print, and the
 * lifeline, which is their standard input.
 *
 * <p>Started with ProcessBuilder, so the JDK reaps it: this child is not part of a lesson.
 */
public final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Thread reader = new Thread(this::read, "reads a child's output");

    private ChildProcess(Process process) {
        this.process = process;
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a command.
     *
     * @throws CannotPlay if it cannot be started
     */
    public static ChildProcess start(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(Spawn.JVM_OPTIONS);
        builder.environment().put(Spawn.PLAY, Long.toString(ProcessHandle.current().pid()));
        try {
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new CannotPlay(command.get(0) + " cannot be started: " + e.getMessage());
        }
    }

    /**
     * Runs a command to its end, which prints a few lines.
     *
     * @return the lines
     * @throws CannotPlay if it fails, or does not end within 30 s: what it printed
     */
    public static List<String> run(String... command) {
        try (ChildProcess child = start(List.of(command))) {
            child.close(); // no input
            child.awaitEnd(Duration.ofSeconds(30));
            if (!child.ended()) {
                child.process.destroyForcibly();
                throw new CannotPlay(String.join(" ", command) + " does not end within 30 s");
            }
            if (child.failed()) {
                throw new CannotPlay(String.join(" ", child.lines()));
            }
            return child.lines();
        }
    }

    private void read() {
        process.inputReader(StandardCharsets.UTF_8).lines().forEach(lines::add);
    }

    public long pid() {
        return process.pid();
    }

    /** All lines so far, by this process and its descendants. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Its exit code, 128 + n after signal n. Waits for its exit. */
    public int exitCode() {
        return process.onExit().join().exitValue();
    }

    /** Whether its exit code is not 0. Waits for its exit. */
    public boolean failed() {
        return exitCode() != 0;
    }

    /** Whether no process is left that could print: the pipe has no writer any more. */
    public boolean ended() {
        return !reader.isAlive();
    }

    /** Waits until {@link #ended}, but no longer than this. */
    public void awaitEnd(Duration patience) {
        try {
            reader.join(patience.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a child ends", e);
        }
    }

    /** Ends the lifeline. Processes with a harness exit then. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // no process holds the other end: none is left
        }
    }
}
