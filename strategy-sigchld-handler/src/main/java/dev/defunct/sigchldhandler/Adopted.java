package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The children that this process adopted, or had from the beginning, without the children that it
 * started. {@code waitpid(-1)} does not distinguish the two kinds, and so steals statuses from
 * ProcessBuilder. Two facts distinguish them:
 *
 * <ul>
 *   <li>The kernel lists children by thread. It gives an orphan to the first thread of its adopter
 *       that is still alive. In a JVM started by {@code java} that is the initial thread, which
 *       lives as long as the JVM, runs no Java, and starts no process. The initial thread also has
 *       the children that the process had before it executed {@code java}. A child that a JVM
 *       starts belongs to the thread that started it (to the carrier, if that is a virtual thread),
 *       and to the initial thread after the starting thread has ended.
 *   <li>By the time the starting thread has ended, ProcessBuilder.start() has returned, and a
 *       thread of the JDK, "process reaper", waits for the child. {@code ProcessHandle.onExit} of
 *       such a child completes when that thread has reaped the child. For any other child, it
 *       completes when the child has exited, and does not reap the child.
 * </ul>
 *
 * Works only on Linux, with /proc/PID/task/TID/children (proc(5)). Does not find a zombie of
 * another user if /proc is mounted with hidepid.
 */
final class Adopted {
    private static final int AT_ONCE = 50; // onExit may start a thread for each

    private final ProcessTable table = ProcessTable.ofThisMachine();
    private final long self = ProcessHandle.current().pid();
    private final Path children = Path.of("/proc/" + self + "/task/" + self + "/children");

    /**
     * Reaps each of these children that has exited before this call. A call can miss a zombie: the
     * kernel guarantees a complete list of children only if all of them are stopped or frozen,
     * because a child that exits meanwhile can make the list omit others (proc(5)). The next call
     * finds that zombie.
     */
    void reap() {
        List<Long> zombies;
        do {
            zombies = zombies();
            if (!zombies.isEmpty() && theJdkWaits()) {
                letTheJdkReap(zombies);
            }
            for (long pid : zombies) {
                Posix.get().waitpid((int) pid, new int[1], WNOHANG.intValue());
            }
        } while (zombies.size() == AT_ONCE);
    }

    private static boolean theJdkWaits() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        Thread[] threads = new Thread[all.activeCount() + 100];
        int count = all.enumerate(threads);
        return Stream.of(threads)
                .limit(count)
                .anyMatch(thread -> thread.getName().startsWith("process reaper"));
    }

    /**
     * Returns when the JDK has reaped the children of ProcessBuilder among these zombies, or after
     * ten seconds, because the JDK can be wrong that one of its threads waits for a pid
     * (docs/poisoned-pid.md).
     */
    private static void letTheJdkReap(List<Long> zombies) {
        CompletableFuture.allOf(
                        zombies.stream()
                                .flatMap(pid -> ProcessHandle.of(pid).stream())
                                .map(ProcessHandle::onExit)
                                .toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, 10, TimeUnit.SECONDS)
                .join();
    }

    private List<Long> zombies() {
        try (Stream<String> pids = Stream.of(Files.readString(children).split(" "))) {
            return pids.filter(pid -> !pid.isEmpty())
                    .map(Long::parseLong)
                    .filter(pid -> table.find(pid).filter(ProcessEntry::isZombie).isPresent())
                    .limit(AT_ONCE)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
