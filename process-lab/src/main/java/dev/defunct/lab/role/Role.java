package dev.defunct.lab.role;

import java.util.Locale;

/** The processes of a play, by what they do in it. */
public enum Role {
    /** Starts the first of the other processes and outlives them all: see {@link Launcher}. */
    LAUNCHER,
    /** unshare(1), which makes a PID namespace and waits outside for its PID 1. */
    UNSHARE,
    /** The command docker run, or podman run, which waits outside for the end of a container. */
    CLIENT,
    /** tini, as PID 1 of a PID namespace. */
    TINI,
    /** The init that a container engine brings along, as PID 1 of a container. */
    DOCKER_INIT,
    /** A child subreaper of our own. */
    INIT,
    /** The article's test.py. */
    PARENT,
    /** The child between the parent and the app: 2.1 starts one. */
    INTERMEDIATE,
    /** The article's app.py. */
    APP;

    /** The role of this name, in lower case as {@link #toString} gives it. */
    public static Role named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Whether its program is not ours, or not part of the play, and sends no message. */
    public boolean isSilent() {
        return switch (this) {
            case LAUNCHER, UNSHARE, CLIENT, TINI, DOCKER_INIT -> true;
            case INIT, PARENT, INTERMEDIATE, APP -> false;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
