package dev.defunct.lab.testing;

import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.director.Container;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.ps.PidNamespace;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that runs in a container of a real engine, with this machine's files: seen from
 * outside, and gone at the end of the test.
 */
public final class RunningContainer implements AutoCloseable {

    private final Container container;
    private final ChildProcess client;
    private PidNamespace namespace; // asked once

    private RunningContainer(Container container, String... program) {
        this.container = container;
        this.client = ChildProcess.start(container.command(List.of(program)));
    }

    /**
     * Starts a program, and waits until PID 1 is this program, or an init. Skips the test if no
     * engine answers.
     *
     * @param options of {@code docker run}: --init, --pids-limit 100, ...
     */
    public static RunningContainer start(List<String> options, String... program) {
        Needs.all(Needs.containerEngine());
        return start(new Container(options.toArray(String[]::new)), program);
    }

    /** The same in a container that is not started yet. */
    public static RunningContainer start(Container container, String... program) {
        RunningContainer started = new RunningContainer(container, program);
        await("the container runs")
                .pollInterval(Duration.ofMillis(100)) // each look is a run of docker inspect
                .until(() -> started.client.ended() || started.isRunning());
        return started;
    }

    private boolean isRunning() {
        try {
            return inspect("{{.State.Running}}").equals("true")
                    && namespace().find(1).filter(pid1 -> !isRuntime(pid1)).isPresent();
        } catch (CannotPlay notYet) {
            return false;
        }
    }

    /** Whether PID 1 is still runc or crun, which has to call exec. */
    private static boolean isRuntime(ProcessEntry pid1) {
        return pid1.command().startsWith("runc") || pid1.command().startsWith("crun");
    }

    /** Its PID 1, as our process table has it. */
    public ProcessEntry pid1() {
        return namespace().find(1).orElseThrow();
    }

    /** Its PID namespace: finds a process by its pid inside. */
    public PidNamespace namespace() {
        if (namespace == null) {
            namespace = new PidNamespace(container.shim());
        }
        return namespace;
    }

    /** The children of its PID 1, zombies among them: seen from outside. */
    public List<ProcessEntry> children() {
        long pid1 = pid1().pid();
        return ProcessTable.ofThisMachine().all().stream()
                .filter(entry -> entry.parent() == pid1)
                .toList();
    }

    /** The children of its PID 1 that are zombies now. */
    public List<ProcessEntry> zombies() {
        return children().stream().filter(ProcessEntry::isZombie).toList();
    }

    /** Runs a command in it, as docker exec does, to its end; the lines that it printed. */
    public List<String> exec(String... command) {
        List<String> line = new ArrayList<>(List.of("exec", container.name()));
        line.addAll(List.of(command));
        return container.engine().run(line.toArray(String[]::new));
    }

    /**
     * Runs a command of the engine to its end, with the name of this container as the last
     * argument: {@code engine("stop", "--time", "1")}.
     *
     * @return the lines that it printed
     */
    public List<String> engine(String... command) {
        List<String> line = new ArrayList<>(List.of(command));
        line.add(container.name());
        return container.engine().run(line.toArray(String[]::new));
    }

    /** What the engine reports about the container, in a format of Go's text/template. */
    public String inspect(String format) {
        return container.inspect(format);
    }

    /** All lines so far that were printed in it. */
    public List<String> lines() {
        return client.lines();
    }

    /** The exit code that the engine reports: that of PID 1. Waits for it, and for all lines. */
    public int exitCode() {
        await("the engine's command has ended").until(client::ended);
        return client.exitCode();
    }

    /** Removes it, with all of its processes. */
    @Override
    public void close() {
        client.close();
        container.remove();
        await("the engine's command has ended").until(client::ended);
    }
}
