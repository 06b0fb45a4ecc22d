package dev.defunct.lab.section;

import static dev.defunct.lab.role.Role.CLIENT;
import static dev.defunct.lab.role.Role.LAUNCHER;
import static dev.defunct.lab.role.Role.PARENT;
import static dev.defunct.lab.role.Role.UNSHARE;

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
    HOST(LAUNCHER, null, "PID 1 of this machine, or the nearest subreaper above ./play"),
    REAPING(LAUNCHER, null, "our own subreaper, which reaps all that it adopts"),
    CARELESS(LAUNCHER, null, "our own subreaper, which never waits for an orphan"),
    SELF(UNSHARE, PARENT, "the parent, as PID 1 of a PID namespace"),
    TINI(UNSHARE, Role.TINI, "tini, as PID 1 of a PID namespace"),
    DOCKER(CLIENT, PARENT, "the parent, as PID 1 of a container"),
    DOCKER_INIT(CLIENT, Role.DOCKER_INIT, "the engine's init, as PID 1 of a container");

    private final Role first;
    private final Role pid1;
    private final String description;

    Adopter(Role first, Role pid1, String description) {
        this.first = first;
        this.pid1 = pid1;
        this.description = description;
    }

    /** The process of a play that starts before all others. */
    public Role first() {
        return first;
    }

    /** What the adopter is, in a few words. */
    public String description() {
        return description + " (" + this + ")";
    }

    /** Whether the play is in a PID namespace of its own. */
    public boolean hasNamespace() {
        return pid1 != null;
    }

    /** Whether the play is in a container of an engine. */
    public boolean isContainer() {
        return first == CLIENT;
    }

    /** The role of PID 1 of the play's PID namespace, if it has one. */
    public Optional<Role> pid1() {
        return Optional.ofNullable(pid1);
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
