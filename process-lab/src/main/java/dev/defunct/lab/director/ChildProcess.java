package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A child of this JVM, and two pipes: one for the lines that the child and its descendants print,
 * and one for their standard input, the lifeline. The JDK reaps the child.
 */
public final class ChildProcess implements AutoCloseable {

    private final String command;
    private final Process process;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<Optional<String>> notAwaited = new LinkedBlockingQueue<>();
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

    /** Starts the command of this builder. */
    public static ChildProcess start(ProcessBuilder builder) {
        builder.redirectErrorStream(true).environment().keySet().removeAll(Spawn.JVM_OPTIONS);
        try {
            return new ChildProcess(String.join(" ", builder.command()), builder.start());
        } catch (IOException e) {
            String command = builder.command().get(0);
            throw new CannotPlay(command + " cannot be started: " + e.getMessage());
        }
    }

    /**
     * Runs a command to completion, without input.
     *
     * @return the lines that it printed
     * @throws CannotPlay if the command fails, or does not end within 30 s: the message is what the
     *     command printed
     */
    public static List<String> run(String... command) {
        return start(List.of(command)).output();
    }

    /** Does what {@link #run} does, for a child that has been started. */
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
            notAwaited.add(Optional.empty()); // the end
        }
    }

    private void add(String line) {
        lines.add(line);
        notAwaited.add(Optional.of(line));
    }

    public long pid() {
        return process.pid();
    }

    /** All lines that the child and its descendants have printed so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Writes a line to the child's standard input, if a process still reads from it. */
    public void send(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // no process holds the other end
        }
    }

    /**
     * Waits for a line that matches a regular expression. Returns empty if the output ends, or the
     * time is over, before that. The next call begins after the line that this call returned.
     */
    public Optional<String> awaitLine(String form, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (true) {
                long left = deadline - System.nanoTime();
                Optional<String> line = notAwaited.poll(left, TimeUnit.NANOSECONDS);
                if (line == null) {
                    return Optional.empty();
                } else if (line.isEmpty()) {
                    notAwaited.add(line); // for the next call
                    return line;
                } else if (line.get().matches(form)) {
                    return line;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a child is busy", e);
        }
    }

    /** Waits for the child's exit, and returns the exit code: 128 + n if signal n killed it. */
    public int exitCode() {
        return process.onExit().join().exitValue();
    }

    /** Waits for the child's exit, and returns whether the exit code is not 0. */
    public boolean failed() {
        return exitCode() != 0;
    }

    /** Whether the output has ended: no process is left that could write to the pipe. */
    public boolean ended() {
        return !reader.isAlive();
    }

    /** Waits until the output has ended, or the patience is over. */
    public void awaitEnd(Duration patience) {
        try {
            reader.join(patience.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a child ends", e);
        }
    }

    /** Closes the lifeline: processes with a harness exit then. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // no process holds the other end
        }
    }
}
