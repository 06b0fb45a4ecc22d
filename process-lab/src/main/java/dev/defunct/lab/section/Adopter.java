package dev.defunct.lab.section;

import dev.defunct.lab.role.Role;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The process that adopts the orphans of a play: the nearest child subreaper above their parent in
 * its PID namespace, or PID 1 of that namespace (prctl(2), pid_namespaces(7)). SELF is like docker
 * run, and TINI is like docker run --init, but without a container engine.
 */
public enum Adopter {
    HOST("PID 1 of this machine, or the nearest subreaper above ./play (host)"),
    REAPING("our own subreaper, which reaps all that it adopts (reaping)"),
    CARELESS("our own subreaper, which never waits for an orphan (careless)"),
    SELF("the parent, as PID 1 of a PID namespace (self)"),
    TINI("tini, as PID 1 of a PID namespace (tini)"),
    DOCKER("the parent, as PID 1 of a container (docker)"),
    DOCKER_INIT("the engine's init, as PID 1 of a container (docker-init)");

    private final String description;

    Adopter(String description) {
        this.description = description;
    }

    /** What the adopter is, in a few words. */
    public String description() {
        return description;
    }

    /** Whether the play is in a PID namespace of its own. */
    public boolean hasNamespace() {
        return pid1().isPresent();
    }

    /** Whether the play is in a container of an engine. */
    public boolean isContainer() {
        return this == DOCKER || this == DOCKER_INIT;
    }

    /** The role of PID 1 of the play's PID namespace, if it has one. */
    public Optional<Role> pid1() {
        return switch (this) {
            case HOST, REAPING, CARELESS -> Optional.empty();
            case SELF, DOCKER -> Optional.of(Role.PARENT);
            case TINI -> Optional.of(Role.TINI);
            case DOCKER_INIT -> Optional.of(Role.DOCKER_INIT);
        };
    }

    /** The adopter with this name on the command line, after {@code --init}. */
    public static Optional<Adopter> named(String name) {
        return Stream.of(values()).filter(a -> a.toString().equals(name)).findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
