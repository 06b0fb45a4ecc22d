package dev.defunct.benchmark;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.director.Guard;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.ProcFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import jnr.constants.platform.Signal;
import jnr.ffi.Pointer;

/**
 * Starts the workers of a command and outlives them. A worker starts and reaps children as it is
 * ordered: by the lines of its standard input, which is its lifeline. This process is a child
 * subreaper: it adopts what a worker leaves, because the worker forks twice or was killed. A thread
 * reaps what was adopted. When this process ends, by any signal but SIGKILL, it first closes all
 * lifelines and waits until no child is left. After a SIGKILL the workers exit by themselves, and a
 * guard continues those that were stopped.
 */
final class Supervisor {

    private static final int P_ALL = 0; // waitid(2)
    private static final int WEXITED_WNOWAIT = 0x1000004;
    private static final int WNOHANG = 1;

    /** How long workers may take to end by themselves, and after that to be gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Guard guard = new Guard(Signal.SIGCONT);
    private final List<ChildProcess> own = new ArrayList<>(); // which ProcessBuilder reaps
    private long adopted;
    private volatile boolean isEnding;

    /**
     * Makes this process a child subreaper, which reaps what it adopts, and cleans up at its end.
     *
     * @throws CannotPlay on anything but Linux, or if its guard cannot be started
     */
    Supervisor() {
        Posix.becomeSubreaper();
        Thread thread = new Thread(this::reapAdopted, "reaps what was adopted");
        thread.setDaemon(true);
        thread.start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }

    /**
     * Starts a worker.
     *
     * @throws CannotPlay if it cannot be started
     */
    synchronized ChildProcess start(List<String> command) {
        if (isEnding) {
            throw new CancellationException("a signal ends this process");
        }
        ChildProcess child = ChildProcess.start(guard.builder(command));
        own.add(child);
        return child;
    }

    /**
     * Waits for the next line of this form that a worker prints. If the worker ends first, or takes
     * longer than this, it is ended, and has exited when this method throws.
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
        end(worker);
        checkThatNoSignalCame();
        String complaint =
                worker.lines().stream()
                        .filter(printed -> !printed.matches("ready|\\d+ \\d+ \\d+|\\s.*|"))
                        .reduce("ended with " + worker.exitCode(), (first, last) -> last);
        throw new NotAsPromised(
                hasEnded ? complaint : "no answer within " + patience.toSeconds() + " s");
    }

    /** Closes the lifeline of a worker and, if the worker does not exit then, kills it. */
    void end(ChildProcess worker) {
        worker.close();
        worker.awaitEnd(PATIENCE);
        if (!worker.ended()) {
            ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        worker.exitCode(); // waits for its exit
        synchronized (this) {
            own.remove(worker);
        }
    }

    /**
     * Throws CancellationException if a signal ends this process. Ctrl-C signals the workers at the
     * same time, so the end of a worker can be seen first.
     */
    void checkThatNoSignalCame() {
        awaitCondition(() -> isEnding, Duration.ofMillis(300));
        if (isEnding) {
            throw new CancellationException("a signal ends this process");
        }
    }

    /** Waits for a condition, but not indefinitely. */
    static void awaitCondition(BooleanSupplier condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** How many orphans were adopted and reaped so far. */
    synchronized long adopted() {
        return adopted;
    }

    private void reapAdopted() {
        Pointer siginfo = Posix.memory(128);
        while (true) {
            siginfo.putInt(16, 0); // si_pid
            Posix.libc().waitid(P_ALL, 0, siginfo, WEXITED_WNOWAIT); // any, and leaves it there
            if (!reapUnlessOwn(siginfo.getInt(16))) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private synchronized boolean reapUnlessOwn(int pid) {
        boolean isOwn = own.stream().anyMatch(child -> child.pid() == pid);
        boolean isReaped =
                pid > 0 && !isOwn && Posix.get().waitpid(pid, new int[1], WNOHANG) == pid;
        adopted += isReaped ? 1 : 0;
        return isReaped;
    }

    private void end() {
        synchronized (this) {
            isEnding = true;
            own.forEach(ChildProcess::close);
        }
        guard.close();
        ProcessHandle self = ProcessHandle.current();
        BooleanSupplier isAlone = () -> ProcFiles.children(self.pid()).isEmpty();
        awaitCondition(isAlone, PATIENCE);
        self.descendants().forEach(ProcessHandle::destroyForcibly);
        awaitCondition(isAlone, PATIENCE);
    }
}
