package dev.defunct.lab.role;

import java.util.Locale;

/** What a process does in a play. The first five are programs without a harness. */
public enum Role {
    /** Starts the first of the other processes, and outlives them all: {@link Launcher}. */
    LAUNCHER,
    /** unshare(1), which makes a PID namespace and waits outside for its PID 1. */
    UNSHARE,
    /** The command docker run, or podman run, which waits outside until the container has ended. */
    CLIENT,
    /** tini, as PID 1 of a PID namespace. */
    TINI,
    /** The init that a container engine brings along, as PID 1 of a container. */
    DOCKER_INIT,
    /** A child subreaper of our own. */
    INIT,
    /** The article's test.py. */
    PARENT,
    /** The child between the parent and the app, in section 2.1. */
    INTERMEDIATE,
    /** The article's app.py. */
    APP;

    /** The role of this name, in lower case as {@link #toString} gives it. */
    public static Role named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /**
     * Whether the process sends no messages: only a program in a {@link Harness} sends messages.
     */
    public boolean isSilent() {
        return compareTo(INIT) < 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
