package dev.defunct.lab;

import java.time.Duration;
import java.util.Optional;

/** A process of the cast, as the director knows it. */
final class Member {
    final String role;
    final long pid;

    /** The pid as the cast knows it: another one in a PID namespace. */
    final long pidInside;

    /** The pid of whoever started it. */
    final long starter;

    /** The last look at it, and the one before; empty when it was not there. */
    Optional<ProcessEntry> entry = Optional.empty();

    Optional<ProcessEntry> before = Optional.empty();

    /** The pid of its parent, as last seen. */
    long parent;

    boolean ready;
    boolean asksToLeave;

    /** When it asked. */
    Duration asksSince;

    boolean mayLeave;
    boolean exited;
    boolean gone;

    /** When it exited, or came as a zombie to a new parent: since then it waits to be reaped. */
    Duration waitsSince;

    /** Whether the app was a zombie, and whose, when this member left. */
    boolean leavesZombie;

    /** Whether it was still at its part when the parent's exit ended the namespace. */
    boolean killedWithNamespace;

    Member(String role, long pid, long starter) {
        this(role, pid, pid, starter);
    }

    Member(String role, long pid, long pidInside, long starter) {
        this.role = role;
        this.pid = pid;
        this.pidInside = pidInside;
        this.starter = starter;
        this.parent = starter;
    }

    /** Whether it plays no part: it makes the namespace, or is its PID 1, and ends by itself. */
    boolean isSilent() {
        return role.equals("unshare") || role.equals("tini");
    }

    /** Sends SIGTERM, the director's leave to go. */
    void letGo() {
        handle().ifPresent(ProcessHandle::destroy);
    }

    /** Sends SIGKILL. */
    void kill() {
        handle().ifPresent(ProcessHandle::destroyForcibly);
    }

    private Optional<ProcessHandle> handle() {
        return gone ? Optional.empty() : ProcessHandle.of(pid);
    }

    @Override
    public String toString() {
        return role + " " + pid;
    }
}
