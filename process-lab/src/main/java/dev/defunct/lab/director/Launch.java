package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.PathSearch;
import dev.defunct.lab.ps.PidNamespace;
import dev.defunct.lab.role.CarelessInit;
import dev.defunct.lab.role.Harness;
import dev.defunct.lab.role.Launcher;
import dev.defunct.lab.role.ReapingInit;
import dev.defunct.lab.section.Adopter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jnr.constants.platform.Signal;

/**
 * How a play begins and ends under each adopter, and whether this machine can provide that adopter.
 */
public final class Launch {

    final ChildProcess child;
    private final Guard guard; // continues what is stopped, so that it sees the end of its lifeline
    private final Optional<Container> container;

    /**
     * Checks that a play under this adopter is possible here.
     *
     * @throws CannotPlay if it is not: what to install, or to allow
     */
    public static void check(Adopter adopter) {
        boolean linux = System.getProperty("os.name").equals("Linux");
        if (adopter.isContainer()) {
            Engine.find();
        } else if (adopter.hasNamespace()) {
            if (!linux) {
                throw new CannotPlay("only Linux has PID namespaces: play it with --init host");
            }
            newNamespace();
            if (adopter == Adopter.TINI) {
                PathSearch.require("tini", "tini");
            }
        } else if (adopter != Adopter.HOST && !linux) {
            throw new CannotPlay(Posix.NEEDS_SUBREAPER);
        }
    }

    /** Starts the first process of a play, which starts the others; see {@link Director#start}. */
    Launch(Adopter adopter, Class<?> parent, Duration tick, String... args) {
        check(adopter);
        List<String> program = Spawn.javaCommand(Harness.class);
        program.add(1, "-Ddefunct.tick=" + tick.toMillis() + "ms"); // handed on to children
        program.addAll(
                switch (adopter) {
                    case REAPING -> List.of("init", ReapingInit.class.getName());
                    case CARELESS -> List.of("init", CarelessInit.class.getName());
                    default -> List.of("parent");
                });
        program.add(parent.getName());
        program.addAll(List.of(args));
        container =
                switch (adopter) {
                    case DOCKER -> Optional.of(new Container());
                    case DOCKER_INIT -> Optional.of(new Container("--init"));
                    default -> Optional.empty();
                };
        List<String> command =
                switch (adopter) {
                    case HOST -> Spawn.javaCommand(Launcher.class, "adopts-nothing");
                    case REAPING, CARELESS -> Spawn.javaCommand(Launcher.class, Launcher.REAPS);
                    case SELF, TINI -> newNamespace();
                    case DOCKER, DOCKER_INIT -> container.get().command(program);
                };
        if (adopter == Adopter.TINI) {
            command.addAll(List.of("tini", "--"));
        }
        if (container.isEmpty()) {
            command.addAll(program);
        }
        guard = new Guard(Signal.SIGCONT);
        child = ChildProcess.start(guard.builder(command));
    }

    /**
     * The beginning of a command. The rest of it runs as PID 1 of a new PID namespace (unshare(1)),
     * with its own /proc, and is killed if unshare is killed. Making a PID namespace requires
     * CAP_SYS_ADMIN. A process without it makes a user namespace first, and is root there.
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
        try {
            ChildProcess.run(command.toArray(String[]::new));
            return "";
        } catch (CannotPlay e) {
            return e.getMessage();
        }
    }

    /** The PID namespace of a play that has one. */
    PidNamespace namespace() {
        return new PidNamespace(container.map(Container::shim).orElse(child.pid()));
    }

    /** What a person can do, if these lines were printed instead of a play. */
    String explain(List<String> lines) {
        return container.map(c -> c.explain(lines)).orElse(String.join(" ", lines));
    }

    /** Ends the first process of a play, after the other processes were killed. */
    void end() {
        guard.dismiss();
        child.close();
        container.ifPresent(
                c -> {
                    child.awaitEnd(Duration.ofSeconds(10));
                    if (!child.ended() || child.failed()) {
                        c.remove();
                    }
                });
    }
}
