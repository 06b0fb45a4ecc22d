package dev.defunct.lab.director;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jnr.constants.platform.Errno;
import jnr.constants.platform.Signal;

/** A process of a play, as seen from outside. Only the observer changes its fields. */
public final class PlayedProcess {

    private final Role role;
    private final long pid;
    private final long pidInside;
    private final ProcessTable table;
    private final Timeline timeline;
    private final Optional<ProcessEntry> first;

    long parent;
    Optional<ProcessEntry> lastLook;
    Duration waitsSince = Duration.ZERO; // when it became a zombie of its present parent

    PlayedProcess(Role role, long pid, long pidInside, ProcessTable table, Timeline timeline) {
        this.role = role;
        this.pid = pid;
        this.pidInside = pidInside;
        this.table = table;
        this.timeline = timeline;
        this.first = table.find(pid);
        this.lastLook = first;
        this.parent = first.map(ProcessEntry::parent).orElse(0L);
    }

    public Role role() {
        return role;
    }

    public long pid() {
        return pid;
    }

    /**
     * The pid that the process itself sees: in a PID namespace, it differs from the pid outside.
     */
    public long pidInside() {
        return pidInside;
    }

    /** The lines that the process has printed so far. */
    public List<String> output() {
        return timeline.output(role);
    }

    /** Whether an event of this kind has happened to this process. */
    boolean has(Event.Kind kind) {
        return timeline.has(kind.of(role));
    }

    /** Whether the process has exited, but is still in the process table. */
    boolean isZombie() {
        return has(Event.Kind.EXITED) && !has(Event.Kind.GONE);
    }

    /**
     * The entry in the process table now; empty if the process is gone, even if its pid is used
     * again.
     */
    public Optional<ProcessEntry> look() {
        return table.find(pid)
                .filter(entry -> first.map(entry::isSameProcessAs).orElse(true))
                .filter(entry -> entry.state() != ProcessEntry.State.DEAD);
    }

    /**
     * The entry in the process table when the observer looked last; empty if the process was gone.
     */
    public Optional<ProcessEntry> lastLook() {
        return lastLook;
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

    /** Sends SIGTERM, which lets the process exit. */
    void letExit() {
        look().flatMap(entry -> ProcessHandle.of(pid)).ifPresent(ProcessHandle::destroy);
    }

    /** Sends SIGKILL. */
    void kill() {
        look().flatMap(entry -> ProcessHandle.of(pid)).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Override
    public String toString() {
        return role + " " + pid;
    }
}
