package dev.defunct.lab.ps;

import java.util.Optional;

/**
 * A PID namespace below ours. Its processes have two pids, one here and one inside
 * (pid_namespaces(7)). They know themselves and each other by the pid inside.
 *
 * @param maker the pid outside of the process that had the namespace made, and that waits outside
 *     for PID 1 of the namespace
 */
public record PidNamespace(long maker) {

    /** The process with this pid inside, as our process table has it, or empty if there is none. */
    public Optional<ProcessEntry> find(long pidInside) {
        return ProcessHandle.of(maker).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .filter(pid -> pidInside(pid) == pidInside)
                .findFirst()
                .flatMap(ProcessTable.ofThisMachine()::find);
    }

    /**
     * The pid inside of a process: the last number of the line NSpid in /proc/PID/status, or 0 if
     * it is gone (proc(5)).
     */
    public static long pidInside(long pid) {
        String pids = ProcFiles.field("/proc/" + pid + "/status", "NSpid");
        return Long.parseLong("0" + pids.substring(pids.lastIndexOf('\t') + 1));
    }
}
