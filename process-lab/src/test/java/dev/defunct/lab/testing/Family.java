package dev.defunct.lab.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.Director;
import dev.defunct.lab.director.PlayedProcess;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import java.time.Duration;
import java.util.List;
import jnr.constants.platform.Signal;

/** A parent and many children, under an init of ours. No child exits before the test ends it. */
public final class Family implements AutoCloseable {

    private static final String STARTED = "started ";

    private final Director director;
    private final List<Long> children;

    private Family(Director director, int size) {
        this.director = director;
        await("the children are there").until(() -> pids().size() == size);
        this.children = pids();
    }

    /**
     * Starts a parent, and waits until its children are there.
     *
     * @param parent a main class that prints "started PID" for each child
     */
    public static Family of(int size, Class<?> parent) {
        return new Family(
                new Director(
                        Adopter.REAPING, parent, Duration.ofMillis(20), Director.Audience.NONE),
                size);
    }

    public PlayedProcess parent() {
        return director.process(Role.PARENT);
    }

    /** The pids of the children, in the order in which they were started. */
    public List<Long> children() {
        return children;
    }

    /** Ends a child with SIGTERM. */
    public void end(long child) {
        assertThat(Posix.get().kill((int) child, Signal.SIGTERM.intValue())).isZero();
    }

    /** The children that are zombies now. */
    public List<ProcessEntry> defunct() {
        ProcessTable table = ProcessTable.ofThisMachine();
        long parent = parent().pid();
        return children.stream()
                .flatMap(child -> table.find(child).stream())
                .filter(entry -> entry.isZombie() && entry.parent() == parent)
                .toList();
    }

    /** What the parent has printed so far, without the lines about the start of its children. */
    public List<String> output() {
        return parent().output().stream().filter(line -> !line.startsWith(STARTED)).toList();
    }

    /** Lets the parent exit, and waits until it is gone. Then its output is complete. */
    public void letParentExit() {
        director.release(Role.PARENT);
        await("the parent is gone").until(() -> parent().look().isEmpty());
    }

    private List<Long> pids() {
        return parent().output().stream()
                .filter(line -> line.startsWith(STARTED))
                .map(line -> Long.parseLong(line.substring(STARTED.length())))
                .toList();
    }

    /** Ends all processes that are left. */
    @Override
    public void close() {
        director.close();
    }
}
