package dev.defunct.lab;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who adopts the orphans of a play: the nearest child subreaper above them, or PID 1 of their PID
 * namespace (prctl(2), pid_namespaces(7)).
 */
public enum Init {
    /** PID 1 of this machine, or the nearest subreaper above us: your laptop. */
    HOST("PID 1 of this machine, or the nearest subreaper above us (host)"),

    /** A child subreaper of our own, which waits for all that it adopts: a healthy init. */
    REAPING("our own subreaper, which reaps all that it adopts (reaping)"),

    /** A child subreaper of our own, which never waits for an orphan: an app that is PID 1. */
    CARELESS("our own subreaper, which never waits for an orphan (careless)"),

    /** The parent itself, as PID 1 of a new PID namespace: docker run image java ... */
    SELF("the parent, as PID 1 of a PID namespace (self)"),

    /** tini, as PID 1 of a new PID namespace: docker run --init image java ... */
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

    /** Whether the cast plays in a PID namespace of its own. */
    boolean hasNamespace() {
        return this == SELF || this == TINI;
    }

    /**
     * Whether a play under this init can be had here.
     *
     * @throws CannotPlay if this machine has no such init: what to install, or to allow
     */
    public void check() {
        boolean linux = System.getProperty("os.name").equals("Linux");
        if (hasNamespace()) {
            if (!linux) {
                throw new CannotPlay(
                        "PID namespaces are a thing of Linux: play it with --init host");
            }
            newNamespace();
            if (this == TINI && !isOnPath("tini")) {
                throw new CannotPlay("tini is not on PATH: install it (package tini)");
            }
        } else if (this != HOST && !linux) {
            throw new CannotPlay(NEEDS_SUBREAPER);
        }
    }

    /**
     * Starts the process that starts the parent: the init, under {@code host} a starter that adopts
     * no orphan, in a namespace whatever makes that namespace.
     *
     * @param more what the parent gets as arguments besides its role and tick
     * @throws CannotPlay as {@link #check} does
     */
    Program start(Class<?> parent, String tickMillis, String... more) {
        List<String> command = command(parent, tickMillis);
        command.addAll(List.of(more));
        boolean isOurs = this == REAPING || this == CARELESS;
        return isOurs ? Program.startBelowReaper(command) : Program.start(command);
    }

    /** The command line of the process that {@link #start} starts. */
    List<String> command(Class<?> parent, String tickMillis) {
        check();
        if (hasNamespace()) {
            List<String> command = newNamespace();
            if (this == TINI) {
                command.addAll(List.of("tini", "--"));
            }
            command.addAll(Spawn.javaCommand(parent, "parent", tickMillis));
            return command;
        }
        Class<?> first =
                switch (this) {
                    case REAPING -> ReapingInit.class;
                    case CARELESS -> CarelessInit.class;
                    default -> Starter.class;
                };
        return Spawn.javaCommand(first, firstRole(), tickMillis, parent.getName());
    }

    /** The role of the process that {@link #start} starts. */
    String firstRole() {
        return switch (this) {
            case HOST -> "starter";
            case REAPING, CARELESS -> "init";
            case SELF, TINI -> "unshare";
        };
    }

    /**
     * The beginning of a command whose rest is PID 1 of a new PID namespace (unshare(1)), with its
     * own /proc, and killed if we are. It takes CAP_SYS_ADMIN to make one; who has not got it makes
     * a user namespace first, and is root there.
     *
     * @throws CannotPlay if this machine refuses both
     */
    public static List<String> newNamespace() {
        List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork"));
        command.addAll(List.of("--mount-proc", "--kill-child"));
        if (!complaint(command).isEmpty()) {
            command.addAll(List.of("--user", "--map-root-user"));
            String complaint = complaint(command);
            if (!complaint.isEmpty()) {
                throw new CannotPlay(
                        "this machine refuses a PID namespace ("
                                + complaint
                                + "): be root, with CAP_SYS_ADMIN if in a container, or allow"
                                + " unprivileged user namespaces");
            }
        }
        return command;
    }

    /** What the command says against running "true", or nothing if it runs it. */
    private static String complaint(List<String> namespace) {
        List<String> command = new ArrayList<>(namespace);
        command.add("true");
        try {
            Process unshare = new ProcessBuilder(command).redirectErrorStream(true).start();
            byte[] words = unshare.getInputStream().readAllBytes();
            return unshare.waitFor() == 0 ? "" : new String(words, StandardCharsets.UTF_8).trim();
        } catch (IOException e) {
            throw new CannotPlay(
                    "a PID namespace needs unshare, which is not on PATH: install it (package"
                            + " util-linux)");
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the director", e);
        }
    }

    static boolean isOnPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
