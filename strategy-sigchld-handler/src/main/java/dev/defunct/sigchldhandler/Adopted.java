package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.Native;
import dev.defunct.lab.ProcessEntry;
import dev.defunct.lab.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The children that this process was given, not those that it started. {@code waitpid(-1)} cannot
 * tell one from the other, and so steals statuses from ProcessBuilder. Two things can:
 *
 * <ul>
 *   <li>The kernel keeps children by thread. An orphan is given to the first thread of its adopter;
 *       in a JVM that one runs no Java, and starts nobody. A child that we start belongs to the
 *       thread that started it, and comes to the first one when that thread has ended.
 *   <li>By then ProcessBuilder.start() has long returned, and the JDK knows the child: {@code
 *       ProcessHandle.onExit} completes when the JDK has reaped it. For a child that the JDK does
 *       not know, it completes when the child has exited, and leaves it unreaped.
 * </ul>
 *
 * Linux only, with /proc/PID/task/TID/children (proc(5)).
 */
final class Adopted {
    private final ProcessTable table = ProcessTable.ofThisMachine();
    private final long self = ProcessHandle.current().pid();
    private final Path children = Path.of("/proc/" + self + "/task/" + self + "/children");

    /** Reaps those that have exited. */
    void reap() {
        for (List<Long> zombies = zombies(); !zombies.isEmpty(); zombies = zombies()) {
            CompletableFuture.allOf(
                            zombies.stream()
                                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                                    .map(ProcessHandle::onExit)
                                    .toArray(CompletableFuture[]::new))
                    .join();
            for (long pid : zombies) {
                Native.posix().waitpid((int) pid, new int[1], WNOHANG.intValue());
            }
        }
    }

    private List<Long> zombies() {
        try (Stream<String> pids = Stream.of(Files.readString(children).split(" "))) {
            return pids.filter(pid -> !pid.isEmpty())
                    .map(Long::parseLong)
                    .filter(pid -> table.find(pid).filter(ProcessEntry::isZombie).isPresent())
                    .limit(50)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
