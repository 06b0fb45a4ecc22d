package dev.defunct.benchmark;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import jnr.ffi.Pointer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Starts the processes of a command and outlives them. This process is a child subreaper: it adopts
 * what a worker leaves, because the worker forks twice or was killed. A thread reaps what was
 * adopted. When this process ends, by any signal but SIGKILL, it first closes all lifelines and
 * waits until no child is left. After a SIGKILL the workers exit by themselves.
 */
final class Supervisor {

    private static final int P_ALL = 0; // waitid(2)
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x1000000;
    private static final int SIZEOF_SIGINFO = 128;
    private static final int SI_PID = 16;

    /** How long workers may take to end by themselves, and after that to be gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final List<ChildProcess> own = new ArrayList<>(); // which ProcessBuilder reaps
    private long adopted;
    private boolean isEnding;

    /**
     * Takes charge of this process.
     *
     * @throws CannotPlay on anything but Linux
     */
    Supervisor() {
        Posix.becomeSubreaper();
        try {
            Class.forName("java.lang.ProcessImpl"); // resets SIGCHLD
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("not an OpenJDK", e);
        }
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_DFL);
        Thread thread = new Thread(this::reapAdopted, "reaps what was adopted");
        thread.setDaemon(true);
        thread.start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }

    /**
     * Starts a command.
     *
     * @throws CannotPlay if it cannot be started
     */
    synchronized ChildProcess start(List<String> command) {
        if (isEnding) {
            throw new CancellationException("a signal ends this process");
        }
        ChildProcess child = ChildProcess.start(command);
        own.add(child);
        return child;
    }

    /** Runs a command to its end: what it printed. */
    List<String> run(List<String> command) {
        ChildProcess child = start(command);
        try {
            return child.output();
        } finally {
            forget(child);
        }
    }

    /** A child that {@link #start} returned is gone. */
    synchronized void forget(ChildProcess child) {
        own.remove(child);
    }

    /**
     * Whether a signal ends this process. Ctrl-C signals the workers at the same time, so the end
     * of a worker can be seen first.
     */
    boolean isEndingSoon() {
        nap(300);
        synchronized (this) {
            return isEnding;
        }
    }

    /** How many orphans were adopted and reaped so far. */
    synchronized long adopted() {
        return adopted;
    }

    private void reapAdopted() {
        Pointer siginfo = Pidfds.memory(SIZEOF_SIGINFO);
        while (true) {
            siginfo.putInt(SI_PID, 0);
            boolean found = Posix.libc().waitid(P_ALL, 0, siginfo, WEXITED | WNOWAIT) == 0;
            if (!found || !reapUnlessOwn(siginfo.getInt(SI_PID))) {
                nap(1);
            }
        }
    }

    private synchronized boolean reapUnlessOwn(int pid) {
        if (own.stream().anyMatch(child -> child.pid() == pid)) {
            return false; // ProcessBuilder does, in a moment
        }
        if (Posix.get().waitpid(pid, new int[1], WNOHANG) == pid) {
            adopted++;
        }
        return true;
    }

    private void end() {
        synchronized (this) {
            isEnding = true;
            own.forEach(ChildProcess::close);
        }
        if (!isAloneWithin(PATIENCE)) {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            isAloneWithin(PATIENCE);
        }
    }

    private static boolean isAloneWithin(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Pointer siginfo = Pidfds.memory(SIZEOF_SIGINFO);
        while (Posix.libc().waitid(P_ALL, 0, siginfo, WEXITED | WNOWAIT | WNOHANG) == 0) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            nap(1);
        }
        return true; // ECHILD
    }

    static void nap(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a worker is busy", e);
        }
    }
}
