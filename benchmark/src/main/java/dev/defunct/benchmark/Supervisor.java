package dev.defunct.benchmark;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jnr.ffi.Pointer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * All that the director starts, and all that it adopts. It is a child subreaper: what a runner
 * leaves, because it forks twice or because it was killed, comes to us, and is reaped by a thread
 * that waits for whoever is not ProcessBuilder's. When we end, by whatever signal but SIGKILL, we
 * cut the lifelines and stay until nobody is left, or for some seconds; after SIGKILL the runners
 * see it by themselves.
 */
final class Company {

    private static final int P_ALL = 0; // waitid(2)
    private static final int SI_PID = 16; // where 64-bit Linux has it

    /** How long runners may take to end by themselves, and after that to be gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Set<Process> own = new HashSet<>();
    private long adopted;
    private boolean isAlone;
    private boolean isEnding;

    /**
     * Takes charge of this process; once, first thing.
     *
     * @throws CannotPlay on anything but Linux
     */
    static Company found() {
        Company company = new Company();
        Posix.becomeSubreaper();
        try {
            Class.forName("java.lang.ProcessImpl"); // resets SIGCHLD
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("not an OpenJDK", e);
        }
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_DFL);
        Thread adopter = new Thread(company::reapTheAdopted, "adopter");
        adopter.setDaemon(true);
        adopter.start();
        Runtime.getRuntime().addShutdownHook(new Thread(company::end));
        return company;
    }

    /**
     * Starts a process of ours.
     *
     * @throws CannotPlay if it cannot be started
     */
    synchronized Process start(ProcessBuilder builder) {
        if (isEnding) {
            throw new CancellationException("we are ending");
        }
        try {
            isAlone = false;
            Process process = builder.start();
            own.add(process);
            return process;
        } catch (IOException e) {
            throw new CannotPlay("a process cannot be started: " + e.getMessage());
        }
    }

    /** Runs a command to its end, or for a minute. What it says, to either stream. */
    String run(List<String> command) {
        Process process = start(new ProcessBuilder(command).redirectErrorStream(true));
        CompletableFuture<Void> ended = killUnlessCompleted(process, 60);
        try {
            process.getOutputStream().close();
            byte[] words = process.getInputStream().readAllBytes();
            process.waitFor();
            return ended.complete(null)
                    ? new String(words, StandardCharsets.UTF_8)
                    : "no end within 60 s";
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the director", e);
        } finally {
            dismiss(process);
        }
    }

    /** Kills a process, and whoever it started, in so many seconds, unless this is completed. */
    static CompletableFuture<Void> killUnlessCompleted(Process process, long seconds) {
        CompletableFuture<Void> done =
                new CompletableFuture<Void>().orTimeout(seconds, TimeUnit.SECONDS);
        done.exceptionally(
                late -> {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    return null;
                });
        return done;
    }

    /** A process of ours is gone. */
    synchronized void dismiss(Process process) {
        own.remove(process);
    }

    /**
     * Whether a signal tells us to end. Ctrl-C goes to all of us at once: that a runner has ended
     * may be seen before our own signal is.
     */
    boolean isEndingSoon() throws InterruptedException {
        Thread.sleep(300);
        synchronized (this) {
            return isEnding;
        }
    }

    /** How many orphans were adopted and reaped, so far. */
    synchronized long adopted() {
        return adopted;
    }

    private void reapTheAdopted() {
        Pointer info = LibC.memory(LibC.SIZEOF_SIGINFO);
        while (true) {
            info.putInt(SI_PID, 0);
            boolean none =
                    LibC.C.waitid(P_ALL, 0, info.address(), LibC.WEXITED | LibC.WNOWAIT) != 0;
            if (none) {
                synchronized (this) {
                    isAlone = own.stream().noneMatch(Process::isAlive);
                }
            }
            if (none || !reapIfAdopted(info.getInt(SI_PID))) {
                nap();
            }
        }
    }

    /** Leaves to ProcessBuilder what is its own, which it reaps in a moment. */
    private synchronized boolean reapIfAdopted(int pid) {
        if (own.stream().anyMatch(process -> process.pid() == pid && process.isAlive())) {
            return false;
        }
        if (LibC.C.waitpid(pid, 0, LibC.WNOHANG) == pid) {
            adopted++;
        }
        return true;
    }

    private void end() {
        synchronized (this) {
            isEnding = true;
            isAlone = false;
            for (Process process : own) {
                try {
                    process.getOutputStream().close();
                } catch (IOException e) {
                    // gone already
                }
            }
        }
        if (!isAloneWithin(PATIENCE)) {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            isAloneWithin(PATIENCE);
        }
    }

    private boolean isAloneWithin(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isAlone()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            nap();
        }
        return true;
    }

    private synchronized boolean isAlone() {
        return isAlone;
    }

    static void nap() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the director", e);
        }
    }
}
