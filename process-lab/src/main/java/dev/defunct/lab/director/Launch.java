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

/** Starts and ends the first process of a play, under any adopter. */
public final class Launch {

    private static final String NO_UNSHARE =
            "a PID namespace needs unshare, which is not on PATH: install it (package util-linux)";
    private static final String REFUSED =
            """
            this machine refuses a PID namespace (%s): be root (in Docker: --cap-add SYS_ADMIN \
            --security-opt apparmor=unconfined), or allow unprivileged user namespaces (on Ubuntu: \
            sysctl kernel.apparmor_restrict_unprivileged_userns=0)\
            """;

    final ChildProcess child;
    private final Guard guard; // sends SIGCONT: a stopped process does not see its lifeline's end
    private final Optional<Container> container;

    /**
     * Checks that this machine can provide an adopter.
     *
     * @throws CannotPlay if it cannot: the message names what to install, or to allow
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

    /** Starts the first process of a play, which starts the others. */
    Launch(Adopter adopter, Class<?> parent, Duration tick, String... args) {
        check(adopter);
        List<String> program = Spawn.javaCommand(Harness.class);
        program.add(1, "-Ddefunct.tick=" + tick.toMillis() + "ms"); // passed on to children
        switch (adopter) {
            case REAPING -> program.addAll(List.of("init", ReapingInit.class.getName()));
            case CARELESS -> program.addAll(List.of("init", CarelessInit.class.getName()));
            default -> program.add("parent");
        }
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
                    case DOCKER, DOCKER_INIT -> new ArrayList<>();
                };
        if (adopter == Adopter.TINI) {
            command.addAll(List.of("tini", "--"));
        }
        command.addAll(container.map(c -> c.command(program)).orElse(program));
        guard = new Guard(Signal.SIGCONT);
        child = ChildProcess.start(guard.builder(command));
    }

    /**
     * The beginning of a command line. The command that is appended to it runs as PID 1 of a new
     * PID namespace (unshare(1)), with a /proc of its own. If unshare is killed, PID 1 is killed,
     * too. To make a PID namespace, a process needs CAP_SYS_ADMIN. A process without this
     * capability also makes a user namespace, and is root there.
     *
     * @throws CannotPlay if this machine refuses both
     */
    public static List<String> newNamespace() {
        if (PathSearch.find("unshare").isEmpty()) {
            throw new CannotPlay(NO_UNSHARE);
        }
        String unshare = "unshare --pid --fork --mount-proc --kill-child";
        List<String> command = new ArrayList<>(List.of(unshare.split(" ")));
        if (!complaint(command).isEmpty()) {
            command.addAll(List.of("--user", "--map-root-user"));
            String complaint = complaint(command);
            if (!complaint.isEmpty()) {
                throw new CannotPlay(REFUSED.formatted(complaint));
            }
        }
        return command;
    }

    /** What the command prints if it cannot run "true", or "" if it can. */
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

    /** The PID namespace of the play, if its adopter has one. */
    PidNamespace namespace() {
        return new PidNamespace(container.map(Container::shim).orElse(child.pid()));
    }

    /** Says what to do if the first process printed these lines instead of starting the play. */
    String explain(List<String> lines) {
        return container.map(c -> c.explain(lines)).orElse(String.join(" ", lines));
    }

    /** Ends the first process of the play, after the others were killed. */
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
