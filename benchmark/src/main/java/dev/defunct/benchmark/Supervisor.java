package dev.defunct.benchmark;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.director.Guard;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Shutdown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import jnr.constants.platform.Signal;
import jnr.ffi.Pointer;

/**
 * Starts the workers of a command, and leaves none of their processes behind. The lines of a
 * worker's standard input order it to start children. The pipe is also the worker's lifeline: the
 * worker exits when the pipe ends.
 *
 * <p>This process is a child subreaper, because a worker may fork twice or be killed: a thread
 * reaps what this process adopts. When a signal ends this process, it first closes all lifelines
 * and waits until it has no child. If SIGKILL ends this process, the workers exit by themselves,
 * and a guard sends SIGCONT to the workers that were stopped.
 */
final class Supervisor {

    private static final int P_ALL = 0; // waitid(2)
    private static final int WEXITED_WNOWAIT = 0x1000004;
    private static final int WNOHANG = 1;
    private static final int SI_PID = 16; // offset in siginfo_t, which has 128 bytes

    /** How long workers may take to exit by themselves, and then to be gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** A worker has exited, does not answer, or did not do what its row promises. */
    static final class NotAsPromised extends RuntimeException {
        NotAsPromised(String message) {
            super(message);
        }
    }

    /** How many orphans this process has adopted and reaped. */
    final AtomicLong adopted = new AtomicLong();

    private final Guard guard = new Guard(Signal.SIGCONT);
    private final List<ChildProcess> workers = new ArrayList<>(); // which the JDK reaps
    private volatile boolean isEnding;

    /** Makes this process a child subreaper. Throws CannotPlay if it cannot be one. */
    Supervisor() {
        Posix.becomeSubreaper();
        Thread thread = new Thread(this::reapAdopted, "reaps what was adopted");
        thread.setDaemon(true);
        thread.start();
        Shutdown.hook(this::endThisProcess);
    }

    /** Starts a worker. Throws CannotPlay if it cannot be started. */
    synchronized ChildProcess start(List<String> command) {
        throwIfEnding();
        ChildProcess worker = ChildProcess.start(guard.builder(command));
        workers.add(worker);
        return worker;
    }

    /**
     * Waits for the next line of this form that a worker prints. Ends the worker if it does not
     * print such a line in time.
     *
     * @throws NotAsPromised with the last line that the worker printed instead
     */
    String await(ChildProcess worker, String form, Duration patience) {
        Optional<String> line = worker.awaitLine(form, patience);
        if (line.isPresent()) {
            return line.get();
        }
        worker.awaitEnd(Duration.ofMillis(100));
        boolean hasEnded = worker.ended();
        int exitCode = end(worker);
        String complaint =
                worker.lines().stream()
                        .filter(printed -> !printed.matches("ready|\\d+ \\d+ \\d+|\\s.*|"))
                        .reduce("ended with " + exitCode, (first, last) -> last);
        throw new NotAsPromised(
                hasEnded ? complaint : "no answer within " + patience.toSeconds() + " s");
    }

    /**
     * Closes the lifeline of a worker, kills it if it does not exit, and returns its exit code.
     *
     * @throws CancellationException if a signal ends this process. Ctrl-C signals the workers at
     *     the same time, so a worker may exit before this process knows.
     */
    int end(ChildProcess worker) {
        worker.close();
        worker.awaitEnd(PATIENCE);
        if (!worker.ended()) {
            ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        int exitCode = worker.exitCode(); // waits for its exit
        synchronized (this) {
            workers.remove(worker);
        }
        awaitCondition(() -> isEnding, Duration.ofMillis(300));
        throwIfEnding();
        return exitCode;
    }

    private void throwIfEnding() {
        if (isEnding) {
            throw new CancellationException("a signal ends this process");
        }
    }

    /** Waits until a condition holds, or the patience is over. */
    static void awaitCondition(BooleanSupplier condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void reapAdopted() {
        Pointer siginfo = Posix.memory(128);
        while (true) {
            siginfo.putInt(SI_PID, 0);
            Posix.libc().waitid(P_ALL, 0, siginfo, WEXITED_WNOWAIT); // reaps nothing
            int pid = siginfo.getInt(SI_PID);
            if (pid > 0 && !isWorker(pid) && Posix.get().waitpid(pid, new int[1], WNOHANG) == pid) {
                adopted.incrementAndGet();
            } else {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private synchronized boolean isWorker(int pid) {
        return workers.stream().anyMatch(worker -> worker.pid() == pid);
    }

    private void endThisProcess() {
        synchronized (this) {
            isEnding = true;
            workers.forEach(ChildProcess::close);
        }
        guard.close();
        awaitCondition(Supervisor::hasNoChild, PATIENCE);
        awaitCondition(
                () -> { // again and again, because a look at all processes may miss one
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
                    return hasNoChild();
                },
                PATIENCE);
    }

    /** Asks waitid(2), because /proc may miss a child if another child exits at the same time. */
    private static boolean hasNoChild() {
        return Posix.libc().waitid(P_ALL, 0, null, WEXITED_WNOWAIT | WNOHANG) < 0; // ECHILD
    }
}
