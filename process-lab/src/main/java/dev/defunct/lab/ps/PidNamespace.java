package dev.defunct.lab.ps;

import dev.defunct.lab.posix.ProcFiles;
import java.util.Optional;

/**
 * A PID namespace below ours. Each of its processes has two pids, one outside, in our process
 * table, and one inside, which the processes of the namespace use themselves (pid_namespaces(7)).
 *
 * @param maker the pid of the process outside that waits for PID 1 of the namespace
 */
public record PidNamespace(long maker) {

    /**
     * The entry in our process table of the process with this pid inside, or empty if there is
     * none.
     */
    public Optional<ProcessEntry> find(long pidInside) {
        return ProcessHandle.of(maker).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .filter(pid -> pidInside(pid) == pidInside)
                .findFirst()
                .flatMap(ProcessTable.ofThisMachine()::find);
    }

    /**
     * The last number of the line NSpid in /proc/PID/status, or 0 if the process is gone (proc(5)).
     */
    public static long pidInside(long pid) {
        String pids = ProcFiles.field("/proc/" + pid + "/status", "NSpid");
        return Long.parseLong("0" + pids.substring(pids.lastIndexOf('\t') + 1));
    }
}
