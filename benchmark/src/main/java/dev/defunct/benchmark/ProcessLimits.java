package dev.defunct.benchmark;

import dev.defunct.lab.posix.ProcFiles;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The process limits that apply to this process. A thread counts as a process. */
final class ProcessLimits {

    /** How many processes there may be, and how many there are. */
    record Limit(long most, long used) {}

    /** The limits, by the name that people look up. */
    final Map<String, Limit> all = new LinkedHashMap<>();

    /** Reads all limits, as they are now. */
    ProcessLimits() {
        // The fourth field is "running/all", in threads (proc(5)).
        String threads = ProcFiles.read("/proc/loadavg").split(" ")[3].split("/")[1];
        add("pid_max", ProcFiles.read("/proc/sys/kernel/pid_max"), threads);
        add("threads-max", ProcFiles.read("/proc/sys/kernel/threads-max"), threads);
        String limits = ProcFiles.read("/proc/self/limits");
        String processes = limits.replaceFirst("(?s).*Max processes\\s+(\\S+).*", "$1");
        add("RLIMIT_NPROC", processes, threads); // of all users, so at least as many as of this one
        String cgroup = ProcFiles.field("/proc/self/cgroup", "0").replaceFirst("^:", ""); // 0::/...
        Path group = Path.of("/sys/fs/cgroup" + cgroup);
        for (; group != null; group = group.getParent()) {
            String used = ProcFiles.read(group + "/pids.current");
            add("pids.max of " + group, ProcFiles.read(group + "/pids.max"), used);
        }
    }

    /** If the text is "max", "unlimited" or far more than any pid, there is no limit. */
    private void add(String name, String most, String used) {
        if (most.trim().matches("\\d{1,9}") && used.trim().matches("\\d+")) {
            all.put(name, new Limit(Long.parseLong(most.trim()), Long.parseLong(used.trim())));
        }
    }

    /** How many more processes a limit allows. */
    long free(String name) {
        return Math.max(0, all.get(name).most - all.get(name).used);
    }

    /** The name of the limit that allows the fewest more processes. */
    String tightest() {
        return Collections.min(all.keySet(), Comparator.comparing(this::free));
    }
}
