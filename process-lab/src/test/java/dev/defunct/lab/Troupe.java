package dev.defunct.lab;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A cast without a director: a test starts it, reads its words, and lets its members go itself. */
public final class Troupe implements AutoCloseable {

    private final Program program;
    private final Optional<PidNamespace> namespace;

    private Troupe(Program program, boolean hasNamespace) {
        this.program = program;
        this.namespace = Optional.of(new PidNamespace(program.pid())).filter(n -> hasNamespace);
    }

    /**
     * Starts an init and, below it, a parent.
     *
     * @param more what the parent gets as arguments besides its role and tick
     */
    public static Troupe under(Init init, Class<?> parent, String... more) {
        return new Troupe(init.start(parent, "20", more), init.hasNamespace());
    }

    /** The same with dumb-init where Init has tini. */
    public static Troupe underDumbInit(Class<?> parent) {
        List<String> command = new ArrayList<>(Init.newNamespace());
        command.add("dumb-init");
        command.addAll(Spawn.javaCommand(parent, "parent", "20"));
        return new Troupe(Program.start(command), true);
    }

    /** The pid of a member that has said something. */
    public long pid(String role) {
        return outside(lines(role).map(Line::pid).findFirst().orElseThrow())
                .map(ProcessEntry::pid)
                .orElseThrow();
    }

    /** The process that the cast knows by this pid, as our process table has it. */
    public Optional<ProcessEntry> outside(long pid) {
        return namespace
                .map(n -> n.find(pid))
                .orElseGet(() -> ProcessTable.ofThisMachine().find(pid));
    }

    /** What a member has said so far. */
    public List<String> words(String role) {
        return lines(role).filter(l -> l.verb() == Line.Verb.SAYS).map(Line::text).toList();
    }

    /** What was said by others than members of the cast: by commands that they started. */
    public List<String> strangeWords() {
        return program.lines().stream().filter(line -> Line.parse(line).isEmpty()).toList();
    }

    /** Waits until a member has done its part. */
    public void awaitDone(String role) {
        await(role + " has done its part")
                .until(() -> lines(role).anyMatch(line -> line.verb() == Line.Verb.LEAVING));
    }

    /** Lets a member go that has done its part. */
    public void letGo(String role) {
        ProcessHandle.of(pid(role)).ifPresent(ProcessHandle::destroy);
    }

    /** Waits until the last of them has gone. */
    public void awaitEnd() {
        await("all are gone").until(program::ended);
    }

    @Override
    public void close() {
        program.close();
    }

    private Stream<Line> lines(String role) {
        return program.lines().stream()
                .flatMap(line -> Line.parse(line).stream())
                .filter(line -> line.role().equals(role));
    }
}
