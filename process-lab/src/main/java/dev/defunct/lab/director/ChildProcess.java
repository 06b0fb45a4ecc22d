package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A child of this JVM, and two pipes: the lines that the child and its descendants print, and the
 * lifeline, which is their standard input.
 *
 * <p>The child is started with ProcessBuilder, so the JDK reaps it: it is not part of a lesson.
 */
public final class ChildProcess implements AutoCloseable {

    private final String command;
    private final Process process;
    private final List<String> lines = new ArrayList<>(); // guarded by itself
    private boolean isAtEnd; // guarded by lines
    private int looked; // at so many lines; guarded by lines
    private final Thread reader = new Thread(this::read, "reads a child's output");

    private ChildProcess(String command, Process process) {
        this.command = command;
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
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(Spawn.PLAY, Long.toString(ProcessHandle.current().pid()));
        return start(builder);
    }

    /**
     * Starts the command of a builder.
     *
     * @throws CannotPlay if it cannot be started
     */
    static ChildProcess start(ProcessBuilder builder) {
        builder.redirectErrorStream(true).environment().keySet().removeAll(Spawn.JVM_OPTIONS);
        try {
            return new ChildProcess(String.join(" ", builder.command()), builder.start());
        } catch (IOException e) {
            String command = builder.command().get(0);
            throw new CannotPlay(command + " cannot be started: " + e.getMessage());
        }
    }

    /**
     * Runs to its end a command that prints a few lines.
     *
     * @return the lines
     * @throws CannotPlay if it fails, or does not end within 30 s: what it printed
     */
    public static List<String> run(String... command) {
        return start(List.of(command)).output();
    }

    /**
     * Closes the standard input of the child, and waits for its end.
     *
     * @return all lines
     * @throws CannotPlay if it fails, or does not end within 30 s: what it printed
     */
    public List<String> output() {
        close(); // no input
        awaitEnd(Duration.ofSeconds(30));
        if (!ended()) {
            process.destroyForcibly();
            throw new CannotPlay(command + " does not end within 30 s");
        }
        if (failed()) {
            throw new CannotPlay(String.join(" ", lines()));
        }
        return lines();
    }

    private void read() {
        try {
            process.inputReader(StandardCharsets.UTF_8).lines().forEach(this::add);
        } finally {
            synchronized (lines) {
                isAtEnd = true;
                lines.notifyAll();
            }
        }
    }

    private void add(String line) {
        synchronized (lines) {
            lines.add(line);
            lines.notifyAll();
        }
    }

    public long pid() {
        return process.pid();
    }

    /** All lines so far, by this process and its descendants. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Writes a line to its standard input, if any process still reads that. */
    public void send(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // no process holds the other end
        }
    }

    /**
     * The next line of this form that it prints; empty if it ends first, or takes longer. Each line
     * is looked at once: another call continues after the line that this one returned.
     *
     * @param form a regular expression
     */
    public Optional<String> awaitLine(String form, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lines) {
            while (true) {
                while (looked < lines.size()) {
                    String line = lines.get(looked++);
                    if (line.matches(form)) {
                        return Optional.of(line);
                    }
                }
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (isAtEnd || left <= 0) {
                    return Optional.empty();
                }
                try {
                    lines.wait(left);
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted while a child is busy", e);
                }
            }
        }
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
