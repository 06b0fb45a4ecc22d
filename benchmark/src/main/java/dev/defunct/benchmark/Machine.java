package dev.defunct.benchmark;

import dev.defunct.lab.posix.ProcFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The machine on which a measurement is made. */
final class Machine {

    /**
     * A process limit that applies to this process. A thread counts as a process.
     *
     * @param name that people look up
     * @param most how many processes there may be
     * @param used how many there are
     */
    record ProcessLimit(String name, long most, long used) {
        /** How many more processes the limit allows. */
        long free() {
            return Math.max(0, most - used);
        }
    }

    private Machine() {}

    /** Processor, kernel and JDK, in one line. */
    static String describe() {
        String processor = ProcFiles.field("/proc/cpuinfo", "model name");
        return String.format(
                "%d x %s, Linux %s, %s %s",
                Runtime.getRuntime().availableProcessors(),
                processor.isEmpty() ? System.getProperty("os.arch") : processor,
                System.getProperty("os.version"),
                System.getProperty("java.vm.vendor"),
                System.getProperty("java.runtime.version"));
    }

    /** All process limits, as they are now. */
    static List<ProcessLimit> processLimits() {
        List<ProcessLimit> all = new ArrayList<>();
        // The fourth field is "running/all", in threads (proc(5)).
        String threads = ProcFiles.read("/proc/loadavg").split(" ")[3].split("/")[1];
        add(all, "pid_max", ProcFiles.read("/proc/sys/kernel/pid_max"), threads);
        add(all, "threads-max", ProcFiles.read("/proc/sys/kernel/threads-max"), threads);
        String limits = ProcFiles.read("/proc/self/limits");
        String processes = limits.replaceFirst("(?s).*Max processes\\s+(\\S+).*", "$1");
        add(all, "RLIMIT_NPROC", processes, threads); // of all users: at least those of this one
        String cgroup = ProcFiles.field("/proc/self/cgroup", "0").replaceFirst("^:", ""); // 0::/...
        Path group = Path.of("/sys/fs/cgroup" + cgroup);
        for (; group != null; group = group.getParent()) {
            String used = ProcFiles.read(group + "/pids.current");
            add(all, "pids.max of " + group, ProcFiles.read(group + "/pids.max"), used);
        }
        return all;
    }

    /** If the text is "max", "unlimited" or far more than any pid, there is no limit. */
    private static void add(List<ProcessLimit> all, String name, String most, String used) {
        if (most.trim().matches("\\d{1,9}") && used.trim().matches("\\d+")) {
            all.add(
                    new ProcessLimit(
                            name, Long.parseLong(most.trim()), Long.parseLong(used.trim())));
        }
    }
}
