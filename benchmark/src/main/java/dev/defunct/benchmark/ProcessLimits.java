package dev.defunct.benchmark;

import dev.defunct.lab.ps.ProcFiles;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The limits on the number of processes that this one is under, and how much of each is in use. A
 * thread counts as a process does.
 */
final class ProcessLimits {

    /**
     * One limit.
     *
     * @param name as people look it up
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

    private final List<Limit> limits = new ArrayList<>();

    /** Looks at all of them, as they are now. */
    ProcessLimits() {
        // The fourth field is "running/all", in threads (proc(5)).
        String threads = ProcFiles.read("/proc/loadavg").split(" ")[3].split("/")[1];
        add("pid_max", ProcFiles.read("/proc/sys/kernel/pid_max"), threads);
        add("threads-max", ProcFiles.read("/proc/sys/kernel/threads-max"), threads);
        addProcessLimit();
        addCgroups();
    }

    List<Limit> all() {
        return limits;
    }

    /** The limit that leaves least. */
    Limit tightest() {
        return limits.stream().min(Comparator.comparingLong(Limit::free)).orElseThrow();
    }

    /** Where the text is "max", "unlimited" or far more than any pid, there is no limit. */
    private void add(String name, String most, String used) {
        if (most.trim().matches("\\d{1,9}") && used.trim().matches("\\d+")) {
            limits.add(new Limit(name, Long.parseLong(most.trim()), Long.parseLong(used.trim())));
        }
    }

    /** RLIMIT_NPROC: a limit for the user, but not for root of the whole machine (setrlimit(2)). */
    private void addProcessLimit() {
        String user = userOf("self");
        boolean isMachines = ProcFiles.read("/proc/self/uid_map").trim().matches("0 +0 +\\d+");
        if (user.equals("0") && isMachines) {
            return;
        }
        long threads =
                Stream.of(new File("/proc").list())
                        .filter(pid -> pid.matches("\\d+") && userOf(pid).equals(user))
                        .mapToLong(pid -> ProcFiles.number("/proc/" + pid + "/status", "Threads"))
                        .sum();
        ProcFiles.read("/proc/self/limits")
                .lines()
                .filter(line -> line.startsWith("Max processes"))
                .map(line -> line.replaceFirst("Max processes\\s+(\\S+).*", "$1"))
                .forEach(most -> add("RLIMIT_NPROC", most, Long.toString(threads)));
    }

    private static String userOf(String pid) {
        return ProcFiles.field("/proc/" + pid + "/status", "Uid").split("\\s+")[0];
    }

    /** pids.max of our cgroup, and of each above it. */
    private void addCgroups() {
        String path = ProcFiles.field("/proc/self/cgroup", "0").replaceFirst("^:", ""); // "0::/..."
        for (Path group = Path.of("/sys/fs/cgroup" + path); group != null; ) {
            add(
                    "pids.max of " + group,
                    ProcFiles.read(group + "/pids.max"),
                    ProcFiles.read(group + "/pids.current"));
            group = group.getParent();
        }
    }
}
