package dev.defunct.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jnr.ffi.Pointer;

/**
 * Watches the children of a process from outside, for a while. It looks for new ones every
 * millisecond, and opens a pidfd for each (pidfd_open(2)). That becomes readable when the child
 * exits; from then on we ask without a pause whether the child is still there
 * (pidfd_send_signal(2), signal 0), until it is not: it was reaped. Only children that live longer
 * than we need to find them are seen; hence {@code sleep 0.02}.
 *
 * <p>What it takes to see something, some tens of microseconds where a processor is free, is in all
 * times.
 */
final class Watcher implements Runnable {

    private static final long PIDFD_SEND_SIGNAL = 424; // not on Alpha, nor on MIPS
    private static final long PIDFD_OPEN = 434;
    private static final int POLLIN = 1;
    private static final int SIZEOF_POLLFD = 8;
    private static final int MOST = 4096;
    private static final long SCAN_NANOS = 1_000_000;

    private final long pid;
    private final Pointer polled = LibC.memory(SIZEOF_POLLFD * MOST);
    private final Set<Integer> known = new HashSet<>();
    private List<Integer> running = new ArrayList<>();
    private final Map<Integer, Long> zombies = new HashMap<>();
    private final List<Double> millis = new ArrayList<>();
    private int mostZombies;
    private int mostThreads;
    private volatile boolean isOver;

    /**
     * @param pid of the process whose children are watched
     */
    Watcher(long pid) {
        this.pid = pid;
    }

    @Override
    public void run() {
        long lastScan = 0;
        while (!isOver) {
            long now = System.nanoTime();
            if (now - lastScan > SCAN_NANOS) {
                lastScan = now;
                scan();
            }
            seeExits(zombies.isEmpty() ? 1 : 0);
            seeReaped();
        }
        running.forEach(LibC.C::close);
        zombies.keySet().forEach(LibC.C::close);
    }

    void stop() {
        isOver = true;
    }

    /** From exit to reaped, of each child seen, in milliseconds. To be asked when it has ended. */
    List<Double> millis() {
        return millis;
    }

    /** How many zombies there were at most at one time. */
    int mostZombies() {
        return mostZombies;
    }

    /** How many threads the process had at most, looking every millisecond. */
    int mostThreads() {
        return mostThreads;
    }

    private void scan() {
        for (int child : Contestant.childrenOf(pid)) {
            if (running.size() < MOST && known.add(child)) {
                int pidfd = (int) LibC.C.syscall(PIDFD_OPEN, child, 0, 0, 0);
                if (pidfd >= 0) {
                    running.add(pidfd);
                }
            }
        }
        try {
            Files.readString(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith("Threads:"))
                    .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                    .forEach(threads -> mostThreads = Math.max(mostThreads, threads));
        } catch (IOException e) {
            isOver = true; // it is gone
        }
    }

    private void seeExits(int millis) {
        for (int i = 0; i < running.size(); i++) {
            polled.putInt((long) SIZEOF_POLLFD * i, running.get(i));
            polled.putInt((long) SIZEOF_POLLFD * i + 4, POLLIN); // events, and no revents
        }
        if (LibC.C.poll(polled.address(), running.size(), millis) <= 0) {
            return;
        }
        long now = System.nanoTime();
        List<Integer> still = new ArrayList<>();
        for (int i = 0; i < running.size(); i++) {
            if (polled.getShort((long) SIZEOF_POLLFD * i + 6) == 0) {
                still.add(running.get(i));
            } else {
                zombies.put(running.get(i), now);
            }
        }
        running = still;
    }

    private void seeReaped() {
        zombies.entrySet()
                .removeIf(
                        zombie -> {
                            int pidfd = zombie.getKey();
                            if (LibC.C.syscall(PIDFD_SEND_SIGNAL, pidfd, 0, 0, 0) == 0) {
                                return false;
                            }
                            millis.add((System.nanoTime() - zombie.getValue()) / 1e6);
                            LibC.C.close(pidfd);
                            return true;
                        });
        mostZombies = Math.max(mostZombies, zombies.size());
    }
}
