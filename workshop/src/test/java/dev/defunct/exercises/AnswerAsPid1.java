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

/** An answer as PID 1 of a PID namespace, as it is in a container; watched from outside. */
final class AnswerAsPid1 implements AutoCloseable {

    private final ProcessTable table = ProcessTable.ofThisMachine();
    private final List<String> lines = new ArrayList<>();
    private final Thread reader = new Thread(this::read, "words of the container");
    private final Process unshare;
    private final long pid1;
    private final Writer input;

    /** Starts a JVM with this main class; skips the test if there are no namespaces. */
    AnswerAsPid1(Class<?> main, String... args) throws IOException {
        this(List.of(), main, args);
    }

    /**
     * The same, by way of a command that executes another: env(1).
     *
     * @param by that command with its arguments
     */
    AnswerAsPid1(List<String> by, Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid")); // out of our process group
        command.addAll(Jvm.asPid1());
        command.addAll(by);
        command.addAll(Spawn.javaCommand(main, args));
        unshare = new ProcessBuilder(command).redirectErrorStream(true).start();
        input = unshare.outputWriter();
        reader.setDaemon(true);
        reader.start();
        await("the container does not start", () -> findPid1().isPresent() || !unshare.isAlive());
        pid1 = findPid1().map(ProcessHandle::pid).orElse(unshare.pid()); // both have ended
    }

    private Optional<ProcessHandle> findPid1() {
        return unshare.children().findFirst();
    }

    /**
     * Writes a line to its standard input. If no process reads that any more, an answer is missing.
     */
    void tell(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException nobodyReads) {
            // it has ended
        }
    }

    /** All lines that it has written. */
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
        await(sentence, Duration.ofSeconds(15), event); // it may have to start
        if (!heard().contains(line)) {
            throw new AssertionError(sentence + said());
        }
    }

    /** Its pid outside. */
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

    /** Closes its standard input, waits until it has ended, and returns its exit code. */
    int end(String sentence) throws Exception {
        input.close();
        awaitAnswer(sentence, () -> !unshare.isAlive());
        return unshare.exitValue();
    }

    /** Waits for an event. Throws an error with this sentence if the event does not come. */
    void await(String sentence, Callable<Boolean> event) {
        await(sentence, Duration.ofSeconds(30), event);
    }

    /**
     * The same for an event that the answer has to cause. If it happens, it takes only
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
        return heard.isEmpty() ? "" : "\nIts last words: " + heard.get(heard.size() - 1);
    }

    @Override
    public void close() throws InterruptedException {
        unshare.destroyForcibly().waitFor(); // takes PID 1 with it, and that all the others
    }

    private void read() {
        try (BufferedReader words = unshare.inputReader()) {
            for (String line = words.readLine(); line != null; line = words.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException closed) {
            // by close(): no process listens any more
        }
    }
}
