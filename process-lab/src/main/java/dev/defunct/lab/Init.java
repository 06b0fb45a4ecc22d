package dev.defunct.lab;

import java.util.List;
import java.util.Locale;

/**
 * Who adopts the orphans of a play: the nearest child subreaper above them, or PID 1 (prctl(2)).
 */
public enum Init {
    /** PID 1 of this machine, or the nearest subreaper above us: your laptop. */
    HOST("PID 1 of this machine, or the nearest subreaper above us (host)"),

    /** A child subreaper of our own, which waits for all that it adopts: a healthy init. */
    REAPING("our own subreaper, which reaps all that it adopts (reaping)"),

    /** A child subreaper of our own, which never waits for an orphan: an app that is PID 1. */
    CARELESS("our own subreaper, which never waits for an orphan (careless)"),

    /** The parent itself, as PID 1 of a new PID namespace. */
    SELF("the parent, as PID 1 of a PID namespace (self)"),

    /** tini, as PID 1 of a new PID namespace. */
    TINI("tini, as PID 1 of a PID namespace (tini)");

    static final String NEEDS_SUBREAPER =
            "an init of our own needs a child subreaper, which only Linux has"
                    + " (prctl PR_SET_CHILD_SUBREAPER): play it with --init host";

    private final String who;

    Init(String who) {
        this.who = who;
    }

    /** Who adopts, in a few words. */
    public String who() {
        return who;
    }

    /**
     * Whether a play under this init can be had here.
     *
     * @throws CannotPlay if this machine, or this version, has no such init
     */
    void check() {
        if (this == SELF || this == TINI) {
            throw new CannotPlay(
                    "--init " + this + " is not built yet: play it with host, reaping or careless");
        }
        if (this != HOST && !System.getProperty("os.name").equals("Linux")) {
            throw new CannotPlay(NEEDS_SUBREAPER);
        }
    }

    /**
     * The command line of the process that the director starts, and which starts the parent: the
     * init, or under {@code host} somebody who is none.
     *
     * @throws CannotPlay as {@link #check} does
     */
    List<String> command(Class<?> parent, String tickMillis) {
        check();
        Class<?> first =
                switch (this) {
                    case REAPING -> ReapingInit.class;
                    case CARELESS -> CarelessInit.class;
                    default -> Starter.class;
                };
        return Spawn.javaCommand(first, firstRole(), tickMillis, parent.getName());
    }

    /** The role of the process that {@link #command} starts. */
    String firstRole() {
        return this == HOST ? "starter" : "init";
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
