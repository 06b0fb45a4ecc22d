package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import jnr.constants.platform.Signal;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Runs an answer as PID 1 of a PID namespace, as in a container, and observes it from outside. */
final class AnswerAsPid1 implements AutoCloseable {

    private static final int TRACE = 6; // lines of an exception that are shown

    /** In a second: a JVM that waits uses less, even if it looks every 10 ms. */
    private static final double IDLE_MILLIS = 50;

    private final ProcessTable table = ProcessTable.ofThisMachine();
    private final List<String> lines = new ArrayList<>();
    private final Thread reader = new Thread(this::read, "words of the container");
    private final Process unshare;
    private final long pid1;
    private final Writer input;

    /** Starts a JVM with this main class. Skips the test if PID namespaces are not available. */
    AnswerAsPid1(Class<?> main, String... args) throws IOException {
        this(List.of(), main, args);
    }

    /**
     * Starts the JVM through a command that executes another command, such as env(1).
     *
     * @param by that command with its arguments
     */
    AnswerAsPid1(List<String> by, Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid")); // in a process group of its own
        command.addAll(Jvm.asPid1());
        command.addAll(by);
        command.addAll(Spawn.javaCommand(main, args));
        unshare = new ProcessBuilder(command).redirectErrorStream(true).start();
        input = unshare.outputWriter();
        reader.setDaemon(true);
        reader.start();
        await("the container does not start", () -> findPid1().isPresent() || !unshare.isAlive());
        pid1 =
                findPid1()
                        .map(ProcessHandle::pid)
                        .orElse(unshare.pid()); // unshare and PID 1 have exited
    }

    private Optional<ProcessHandle> findPid1() {
        return unshare.children().findFirst();
    }

    /**
     * Writes a line to the standard input of PID 1. Does nothing if no process reads it any more.
     */
    void tell(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException nobodyReads) {
            // PID 1 has exited
        }
    }

    /** All lines that the processes in the container have printed. */
    List<String> heard() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /**
     * Waits until the answer has written this line. Throws an error with this sentence if the
     * answer does not write it, or ends first.
     */
    void hear(String line, String sentence) {
        Callable<Boolean> event = () -> heard().contains(line) || !reader.isAlive();
        await(sentence, Duration.ofSeconds(15), event); // the JVM may still be starting
        if (!heard().contains(line)) {
            throw new AssertionError(sentence + said());
        }
    }

    /** The pid of PID 1 outside the namespace. */
    long pid1() {
        return pid1;
    }

    /**
     * The children of PID 1 that run this command, including zombies. Their pids are those outside
     * the namespace.
     */
    List<ProcessEntry> children(String command) {
        return table.all().stream()
                .filter(entry -> entry.parent() == pid1 && entry.command().equals(command))
                .toList();
    }

    /** Sends a signal to the children of PID 1 that run this command. */
    void signal(String command, Signal signal) {
        children(command).forEach(child -> Posix.get().kill((int) child.pid(), signal.intValue()));
    }

    /** How many zombies PID 1 has. */
    long zombies() {
        return table.all().stream()
                .filter(entry -> entry.parent() == pid1 && entry.isZombie())
                .count();
    }

    /**
     * Closes the standard input of PID 1, waits until PID 1 has exited, and returns its exit code.
     */
    int end(String sentence) throws Exception {
        input.close();
        awaitAnswer(sentence, this::hasEnded);
        return unshare.exitValue();
    }

    /** Whether PID 1 has exited, and all its words have been heard. */
    boolean hasEnded() {
        return !unshare.isAlive() && !reader.isAlive();
    }

    /**
     * The exception that has ended its main thread, and the beginning of the stack trace, below a
     * line break; empty if there is none.
     */
    String exception() {
        List<String> trace =
                heard().stream()
                        .dropWhile(line -> !line.startsWith("Exception in thread \"main\""))
                        .limit(TRACE)
                        .toList();
        return trace.isEmpty() ? "" : "\n" + String.join("\n", trace);
    }

    /**
     * Waits until PID 1 has used nearly no CPU time for a second. Throws an error that ends with
     * this sentence if PID 1 is still busy after six seconds. By then its JVM has long been
     * running.
     */
    void awaitIdle(String sentence) {
        long begin = System.nanoTime();
        double atFirst = Posix.cpuMillis(pid1);
        double[] before = {atFirst};
        try {
            Awaitility.await()
                    .pollDelay(Duration.ofSeconds(1)) // a second before each look
                    .pollInterval(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(6))
                    .until(
                            () -> {
                                double used = Posix.cpuMillis(pid1) - before[0];
                                before[0] += used;
                                return used < IDLE_MILLIS;
                            });
        } catch (ConditionTimeoutException e) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            double used = (Posix.cpuMillis(pid1) - atFirst) / 1e3;
            throw new AssertionError(
                    "while its command slept for %.1f s, PID 1 used %.1f s of CPU: %s"
                            .formatted(seconds, used, sentence));
        }
    }

    /** Waits for an event. Throws an error with this sentence if the event does not happen. */
    void await(String sentence, Callable<Boolean> event) {
        await(sentence, Duration.ofSeconds(30), event);
    }

    /**
     * Waits for an event that the answer has to cause. A right answer causes it within
     * milliseconds.
     */
    void awaitAnswer(String sentence, Callable<Boolean> event) {
        await(sentence, Duration.ofSeconds(6), event);
    }

    private void await(String sentence, Duration deadline, Callable<Boolean> event) {
        try {
            Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(deadline).until(event);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(sentence + said());
        }
    }

    private String said() {
        List<String> heard = heard();
        String last = heard.isEmpty() ? "" : "\nIts last line: " + heard.get(heard.size() - 1);
        return exception().isEmpty() ? last : exception();
    }

    @Override
    public void close() throws InterruptedException {
        unshare.destroyForcibly().waitFor(); // kills PID 1, and so all others
    }

    private void read() {
        try (BufferedReader words = unshare.inputReader()) {
            for (String line = words.readLine(); line != null; line = words.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException closed) {
            // close() has killed the processes
        }
    }
}
