package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.PathSearch;
import dev.defunct.lab.role.CarelessInit;
import dev.defunct.lab.role.Harness;
import dev.defunct.lab.role.Launcher;
import dev.defunct.lab.role.ReapingInit;
import dev.defunct.lab.section.Adopter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How a play begins under each adopter, and whether this machine can provide that adopter. */
public final class Launch {

    private Launch() {}

    /**
     * Checks that a play under this adopter is possible here.
     *
     * @throws CannotPlay if it is not: what to install, or to allow
     */
    public static void check(Adopter adopter) {
        boolean linux = System.getProperty("os.name").equals("Linux");
        if (adopter.hasNamespace()) {
            if (!linux) {
                throw new CannotPlay("only Linux has PID namespaces: play it with --init host");
            }
            newNamespace();
            if (adopter == Adopter.TINI && PathSearch.find("tini").isEmpty()) {
                throw new CannotPlay("tini is not on PATH: install it (package tini)");
            }
        } else if (adopter != Adopter.HOST && !linux) {
            throw new CannotPlay(Posix.NEEDS_SUBREAPER);
        }
    }

    /** Starts the first process of a play, which starts the others; see {@link Director#start}. */
    static ChildProcess start(Adopter adopter, Class<?> parent, Duration tick, String... args) {
        check(adopter);
        List<String> command = new ArrayList<>();
        if (adopter.hasNamespace()) {
            command.addAll(newNamespace());
            command.addAll(adopter == Adopter.TINI ? List.of("tini", "--") : List.of());
        } else {
            String what = adopter == Adopter.HOST ? "adopts-nothing" : Launcher.REAPS;
            command.addAll(Spawn.javaCommand(Launcher.class, what));
        }
        int options = command.size() + 1; // behind the path of java
        command.addAll(Spawn.javaCommand(Harness.class));
        command.add(options, "-Ddefunct.tick=" + tick.toMillis() + "ms"); // handed on to children
        switch (adopter) {
            case REAPING -> command.addAll(List.of("init", ReapingInit.class.getName()));
            case CARELESS -> command.addAll(List.of("init", CarelessInit.class.getName()));
            default -> command.add("parent");
        }
        command.add(parent.getName());
        command.addAll(List.of(args));
        return ChildProcess.start(command);
    }

    /**
     * The beginning of a command whose rest is PID 1 of a new PID namespace (unshare(1)), with its
     * own /proc, and killed if unshare is. Making one takes CAP_SYS_ADMIN; a process without it
     * makes a user namespace first, and is root there.
     *
     * @throws CannotPlay if this machine refuses both
     */
    public static List<String> newNamespace() {
        if (PathSearch.find("unshare").isEmpty()) {
            throw new CannotPlay(
                    "a PID namespace needs unshare, which is not on PATH: install it (package"
                            + " util-linux)");
        }
        List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork"));
        command.addAll(List.of("--mount-proc", "--kill-child"));
        if (!complaint(command).isEmpty()) {
            command.addAll(List.of("--user", "--map-root-user"));
            String complaint = complaint(command);
            if (!complaint.isEmpty()) {
                throw new CannotPlay(
                        "this machine refuses a PID namespace ("
                                + complaint
                                + "): be root (in Docker: --cap-add SYS_ADMIN --security-opt"
                                + " apparmor=unconfined), or allow unprivileged user namespaces (on"
                                + " Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0)");
            }
        }
        return command;
    }

    /** What the command prints if it cannot run "true", or nothing if it can. */
    private static String complaint(List<String> namespace) {
        List<String> command = new ArrayList<>(namespace);
        command.add("true");
        ChildProcess unshare = ChildProcess.start(command);
        unshare.awaitEnd(Duration.ofSeconds(30));
        return unshare.failed() ? String.join(" ", unshare.lines()) : "";
    }
}
