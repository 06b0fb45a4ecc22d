package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.ProcFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Watches the children of a process from outside. It looks for new children every millisecond, and
 * opens a pidfd for each. When poll(2) reports the exit of a child, it checks without a pause
 * whether the child is still there (pidfd_send_signal(2), signal 0), until the child is reaped. It
 * misses children that exit before it finds them: hence {@code sleep 0.02}.
 *
 * <p>All times include the time until the exit or the reap is seen: some tens of microseconds if a
 * processor is free.
 */
final class ExitWatcher implements AutoCloseable {

    private static final long PIDFD_SEND_SIGNAL = 424; // not on Alpha, nor on MIPS
    private static final long SCAN_NANOS = 1_000_000;

    private final long pid;
    private final RowResults results;
    private final Set<Integer> known = new HashSet<>();
    private final Pidfds running = new Pidfds();
    private final Map<Integer, Long> exits = new HashMap<>(); // by pidfd, of children not reaped
    private final List<Double> exitToReapedMillis = new ArrayList<>();
    private double mostZombies;
    private double mostThreads;
    private volatile boolean isOver;
    private final CompletableFuture<Void> watching;

    /** Begins to watch the children of this process. */
    ExitWatcher(long pid, RowResults results) {
        this.pid = pid;
        this.results = results;
        this.watching = CompletableFuture.runAsync(this::watch);
    }

    /** Stops watching, and adds what was seen to the results. */
    @Override
    public void close() {
        isOver = true;
        watching.join();
        results.mostThreads.add(mostThreads);
        if (results.row != StormRow.DOUBLE_FORK) { // whose children only start others
            results.mostZombies.add(mostZombies);
            results.exitToReapedMillis.addAll(exitToReapedMillis);
        }
    }

    private void watch() {
        long lastScan = System.nanoTime() - SCAN_NANOS;
        while (!isOver) {
            if (System.nanoTime() - lastScan >= SCAN_NANOS) {
                lastScan = System.nanoTime();
                ProcFiles.children(pid).stream().filter(known::add).forEach(running::add);
                long threads = ProcFiles.number("/proc/" + pid + "/status", "Threads");
                mostThreads = Math.max(mostThreads, threads);
            }
            List<Integer> exited = running.awaitExits(exits.isEmpty() ? 1 : 0);
            long now = System.nanoTime();
            exited.forEach(pidfd -> exits.put(pidfd, now));
            mostZombies = Math.max(mostZombies, exits.size());
            exits.keySet().removeIf(this::isReaped);
        }
        running.close();
        exits.keySet().forEach(Posix.get()::close);
    }

    private boolean isReaped(int pidfd) {
        if (Posix.libc().syscall(PIDFD_SEND_SIGNAL, pidfd, 0, 0, 0) == 0) {
            return false;
        }
        exitToReapedMillis.add((System.nanoTime() - exits.get(pidfd)) / 1e6);
        Posix.get().close(pidfd);
        return true;
    }
}
