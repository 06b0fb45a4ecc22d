package dev.defunct.benchmark;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import com.zaxxer.nuprocess.NuAbstractProcessHandler;
import com.zaxxer.nuprocess.NuProcessBuilder;
import dev.defunct.lab.posix.Posix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import jnr.ffi.Pointer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The strategies of the workers in Java. Those of {@link Children#spawn} wait for their children;
 * with {@link Children#start} a library does that.
 */
final class Strategies {

    private static final int P_PIDFD = 3; // Linux 5.4: waitid(2)
    private static final int WEXITED = 4;
    private static final int SI_CODE = 8; // offsets in siginfo_t, which has 128 bytes
    private static final int SI_STATUS = 24;
    private static final int CLD_EXITED = 1;

    private Strategies() {}

    /** 1.2: waits for each child before it starts the next. */
    static void waitForEach(Children children) {
        int[] status = new int[1];
        while (children.areMore()) {
            Posix.get().waitpid(children.spawn(), status, 0);
            children.ended(status[0]);
        }
    }

    /** 2.3: at SIGCHLD, waits for every child that has exited. */
    static void handler(Children children) {
        Signal.handle(new Signal("CHLD"), sigchld -> reapAll(children));
        while (children.areMore()) {
            children.spawn();
        }
    }

    /**
     * Does not block, and runs on one thread at a time. The JVM may deliver the last signals of one
     * run in the next, each on a thread of its own, and these threads then reap children of the
     * next run.
     */
    private static synchronized void reapAll(Children children) {
        int[] status = new int[1];
        while (Posix.get().waitpid(-1, status, WNOHANG.intValue()) > 0) {
            children.ended(status[0]);
        }
    }

    /**
     * The same in a JVM that also uses ProcessBuilder: at SIGCHLD, asks for each pid that this
     * strategy started.
     */
    static void handlerOfOwnPids(Children children) {
        Set<Integer> own = Collections.synchronizedSet(new LinkedHashSet<>());
        Signal.handle(new Signal("CHLD"), sigchld -> own.removeIf(pid -> isGone(pid, children)));
        while (children.areMore()) {
            own.add(children.spawn());
        }
        own.removeIf(pid -> isGone(pid, children)); // SIGCHLD may have come before the last add
    }

    private static boolean isGone(int pid, Children children) {
        int[] status = new int[1];
        int result = Posix.get().waitpid(pid, status, WNOHANG.intValue());
        if (result == pid) {
            children.ended(status[0]);
        } else if (result != 0) { // other code has reaped it: the pid is not ours
            children.endedWith(-1);
        }
        return result != 0;
    }

    /** A thread of ours blocks in waitpid(-1): it needs no signal, and learns each status. */
    static void reaperThread(Children children) {
        Semaphore started = new Semaphore(0);
        Thread reaper = new Thread(() -> reapEach(started, children), "reaper");
        reaper.setDaemon(true); // it does not outlive a main thread that failed
        reaper.start();
        while (children.areMore()) {
            children.spawn();
            started.release();
        }
    }

    private static void reapEach(Semaphore started, Children children) {
        int[] status = new int[1];
        for (int i = 0; i < children.number; i++) {
            started.acquireUninterruptibly(); // without a child waitpid fails with ECHILD
            Posix.get().waitpid(-1, status, 0);
            children.ended(status[0]);
        }
    }

    /**
     * 2.1: starts {@code setsid --fork COMMAND}: setsid(1) forks, has its child run the command,
     * and exits at once. The parent waits for setsid. The adopter of the orphan is ./play storm.
     * The number of orphans that are alive at once is not limited. ({@code sh -c "COMMAND &"} does
     * not fork twice: bash reaps a child that exits before bash does.)
     */
    static void forkTwice(Children children) {
        while (children.areMore()) {
            Posix.get().waitpid(children.spawn(), new int[1], 0);
            children.endedWith(-1); // the exit code of the orphan is lost
        }
    }

    /**
     * 2.2: the kernel reaps. No call reports that a child is gone. So as soon as 64 children are
     * started, this strategy checks every tenth of a millisecond whether the oldest is still there.
     */
    static void ignoreSigchld(Children children) {
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
        int[] alive = new int[Children.MOST_ALIVE];
        for (int i = 0; children.areMore(); i = (i + 1) % alive.length) {
            if (alive[i] > 0) {
                while (Posix.get().kill(alive[i], 0) == 0) {
                    LockSupport.parkNanos(100_000);
                }
                children.endedWith(-1);
            }
            alive[i] = children.spawn();
        }
        Posix.get().waitpid(-1, new int[1], 0); // ECHILD, when all are gone: wait(2), NOTES
        IntStream.of(alive).filter(pid -> pid > 0).forEach(pid -> children.endedWith(-1));
    }

    /**
     * A pidfd for each child: poll(2) shows which children have exited, and waitid(2) with P_PIDFD
     * reaps one of them. This strategy needs no signal and no thread, and reaps no child of other
     * code.
     */
    static void pollPidfds(Children children) {
        Pointer siginfo = Posix.memory(128);
        Pidfds running = new Pidfds();
        while (children.areMore() || running.size() > 0) {
            boolean mayStart = children.areMore() && running.size() < Children.MOST_ALIVE;
            if (mayStart && !running.add(children.spawn())) {
                throw new IllegalStateException("pidfd_open failed");
            }
            for (int pidfd : running.awaitExits(mayStart ? 0 : -1)) {
                Posix.libc().waitid(P_PIDFD, pidfd, siginfo, WEXITED);
                boolean hasExited = siginfo.getInt(SI_CODE) == CLD_EXITED;
                children.endedWith(hasExited ? siginfo.getInt(SI_STATUS) : -1);
                Posix.get().close(pidfd);
            }
        }
    }

    /** ProcessBuilder, with a thread for each child. Waits for each before it starts the next. */
    static void waitFor(Children children) throws InterruptedException {
        while (children.areMore()) {
            children.endedWith(children.start(Strategies::start).waitFor());
        }
    }

    /** ProcessBuilder. Gets each exit code from a future, so no thread of ours waits. */
    static void onExit(Children children) {
        while (children.areMore()) {
            children.start(Strategies::start)
                    .onExit()
                    .thenAccept(child -> children.endedWith(child.exitValue()));
        }
    }

    /** ProcessBuilder. Waits for each child on a virtual thread, which Java 17 does not have. */
    static void onVirtualThreads(Children children) throws ReflectiveOperationException {
        ExecutorService virtualThreads =
                (ExecutorService)
                        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        while (children.areMore()) {
            Process child = children.start(Strategies::start);
            virtualThreads.submit(
                    () -> {
                        children.endedWith(child.waitFor());
                        return null;
                    });
        }
        virtualThreads.shutdown();
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            throw new UncheckedIOException("a child cannot be started: " + e.getMessage(), e);
        }
    }

    /** NuProcess: a few threads serve the pipes of all children, and reap the children, too. */
    static void nuProcess(Children children) {
        NuAbstractProcessHandler handler =
                new NuAbstractProcessHandler() {
                    @Override
                    public void onExit(int code) {
                        children.endedWith(code);
                    }
                };
        while (children.areMore()) {
            children.start(command -> new NuProcessBuilder(handler, command).start());
        }
    }
}
