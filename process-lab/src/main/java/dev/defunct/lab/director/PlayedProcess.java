package dev.defunct.lab.director;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.role.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import jnr.constants.platform.Errno;
import jnr.constants.platform.Signal;

/** A process of a play, seen from outside. The observer alone changes what is known of it. */
public final class PlayedProcess {

    private final Role role;
    private final long pid;
    private final long pidInside;
    private final ProcessTable table;
    private final Optional<ProcessEntry> first;
    private final List<String> output = new CopyOnWriteArrayList<>();

    long parent;
    private Optional<ProcessEntry> lastLook = Optional.empty();
    Duration waitsSince = Duration.ZERO; // since it is a zombie of its present parent
    boolean ended;
    boolean released;
    boolean exited;
    boolean gone;

    PlayedProcess(Role role, long pid, long pidInside, long parent, ProcessTable table) {
        this.role = role;
        this.pid = pid;
        this.pidInside = pidInside;
        this.parent = parent;
        this.table = table;
        this.first = table.find(pid);
    }

    public Role role() {
        return role;
    }

    public long pid() {
        return pid;
    }

    /** The pid as the process itself knows it: another one in a PID namespace. */
    public long pidInside() {
        return pidInside;
    }

    /** What it has printed so far, line by line. */
    public List<String> output() {
        return List.copyOf(output);
    }

    void print(String line) {
        output.add(line);
    }

    /** Its line in the process table now; empty if it is gone, even if its pid is used again. */
    public Optional<ProcessEntry> look() {
        return table.find(pid)
                .filter(entry -> first.map(entry::isSameProcessAs).orElse(true))
                .filter(entry -> entry.state() != ProcessEntry.State.DEAD);
    }

    /** Its line in the process table when the observer looked last; empty if it was gone. */
    public Optional<ProcessEntry> lastLook() {
        return lastLook;
    }

    void lastLook(Optional<ProcessEntry> entry) {
        lastLook = entry;
    }

    /**
     * Sends a signal.
     *
     * @throws IllegalStateException if kill(2) fails
     */
    public void signal(Signal signal) {
        if (Posix.get().kill((int) pid, signal.intValue()) != 0) {
            Errno errno = Errno.valueOf(Posix.get().errno());
            throw new IllegalStateException("kill " + signal + " " + this + ": " + errno);
        }
    }

    /** Sends SIGTERM, the go-ahead to exit. */
    void letExit() {
        handle().ifPresent(ProcessHandle::destroy);
    }

    /** Sends SIGKILL. */
    void kill() {
        handle().ifPresent(ProcessHandle::destroyForcibly);
    }

    private Optional<ProcessHandle> handle() {
        return look().flatMap(entry -> ProcessHandle.of(pid));
    }

    @Override
    public String toString() {
        return role + " " + pid;
    }
}
