package dev.defunct.benchmark;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall: the limits on processes that this one is under, and how much of each is in use. A
 * thread counts as a process does.
 */
final class Room {

    /**
     * One limit.
     *
     * @param name of the limit, as people look it up
     * @param most how many there may be
     * @param used how many there are
     */
    record Limit(String name, long most, long used) {
        long free() {
            return Math.max(0, most - used);
        }

        String with(long more) {
            return String.format(
                    "%s %,d: %,d in use, %,d with the horde, %.0f %%",
                    name, most, used, used + more, 100.0 * (used + more) / most);
        }
    }

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final long NO_LIMIT = 1 << 30;

    private final List<Limit> limits = new ArrayList<>();

    private Room() {}

    /** Looks at them all, as they are now. */
    static Room now() {
        Room room = new Room();
        long threads = threads();
        room.add("pid_max", "/proc/sys/kernel/pid_max", threads);
        room.add("threads-max", "/proc/sys/kernel/threads-max", threads);
        room.addProcessLimit();
        room.addCgroups();
        return room;
    }

    List<Limit> limits() {
        return limits;
    }

    /** The limit that leaves least. */
    Limit tightest() {
        return limits.stream().min(Comparator.comparingLong(Limit::free)).orElseThrow();
    }

    private void add(String name, String file, long used) {
        number(read(Path.of(file))).ifPresent(most -> limits.add(new Limit(name, most, used)));
    }

    /** RLIMIT_NPROC, which is the user's, and not for root (setrlimit(2)) of the whole machine. */
    private void addProcessLimit() {
        String self = read(Path.of("/proc/self/status"));
        String user = field(self, "Uid:").split("\\s+")[0];
        boolean isMachines = read(Path.of("/proc/self/uid_map")).trim().matches("0 +0 +\\d+");
        if (user.equals("0") && isMachines) {
            return;
        }
        String line =
                read(Path.of("/proc/self/limits"))
                        .lines()
                        .filter(limit -> limit.startsWith("Max processes"))
                        .findFirst()
                        .orElse("");
        number(line.replaceFirst("Max processes\\s+(\\S+).*", "$1"))
                .ifPresent(most -> limits.add(new Limit("RLIMIT_NPROC", most, threadsOf(user))));
    }

    /** pids.max of our cgroup, and of each above it: version 2, or the pids hierarchy of 1. */
    private void addCgroups() {
        for (String line : read(Path.of("/proc/self/cgroup")).lines().toList()) {
            String[] field = line.split(":", 3);
            boolean isPids = List.of(field[1].split(",")).contains("pids");
            if (isPids || field[1].isEmpty()) {
                Path top = isPids ? CGROUPS.resolve("pids") : CGROUPS;
                Path group = top.resolve(field[2].substring(1));
                for (; group.startsWith(top); group = group.getParent()) {
                    addCgroup(group);
                }
            }
        }
    }

    private void addCgroup(Path group) {
        Optional<Long> most = number(read(group.resolve("pids.max")));
        Optional<Long> used = number(read(group.resolve("pids.current")));
        if (most.isPresent() && used.isPresent()) {
            limits.add(new Limit("pids.max of " + group, most.get(), used.get()));
        }
    }

    /** All threads of this machine: the fourth field is "running/all" (proc(5)). */
    private static long threads() {
        return Long.parseLong(read(Path.of("/proc/loadavg")).split(" ")[3].split("/")[1]);
    }

    private static long threadsOf(String user) {
        try (Stream<Path> proc = Files.list(Path.of("/proc"))) {
            return proc.filter(entry -> entry.getFileName().toString().matches("\\d+"))
                    .map(entry -> read(entry.resolve("status")))
                    .filter(status -> field(status, "Uid:").split("\\s+")[0].equals(user))
                    .mapToLong(status -> Long.parseLong(field(status, "Threads:")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).trim())
                .findFirst()
                .orElse("0");
    }

    /** "max" and "unlimited" are no numbers; what is far beyond any pid is no limit. */
    private static Optional<Long> number(String text) {
        return Optional.of(text.trim())
                .filter(number -> number.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .filter(number -> number < NO_LIMIT);
    }

    /** In one read(2): of a file in /proc/sys a second one, for the rest, gets nothing. */
    private static String read(Path file) {
        byte[] bytes = new byte[1 << 16];
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            int length = Math.max(0, in.read(bytes));
            return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // there is none, or it is gone
        }
    }
}
