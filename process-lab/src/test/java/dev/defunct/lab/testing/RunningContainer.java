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
 * A program that runs in a container of a real engine. The container sees this machine's files. The
 * test looks at the processes of the container from outside, and removes the container at the end.
 */
public final class RunningContainer implements AutoCloseable {

    private final Container container;
    private final ChildProcess client;
    private PidNamespace namespace; // looked for only once

    private RunningContainer(Container container, String... program) {
        this.container = container;
        this.client = ChildProcess.start(container.command(List.of(program)));
    }

    /**
     * Starts a program, and waits until PID 1 of its container is this program or the engine's
     * init. Skips the test if no engine answers.
     *
     * @param options of {@code docker run}: --init, --pids-limit 100, ...
     */
    public static RunningContainer start(List<String> options, String... program) {
        Needs.all(Needs.containerEngine());
        return start(new Container(options.toArray(String[]::new)), program);
    }

    /** Starts a program in the same way, in a container that the test has prepared. */
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

    /** Whether PID 1 is still runc or crun, which has not yet become the program by exec. */
    private static boolean isRuntime(ProcessEntry pid1) {
        return pid1.command().startsWith("runc") || pid1.command().startsWith("crun");
    }

    /** PID 1 of the container, with the pid that it has outside. */
    public ProcessEntry pid1() {
        return namespace().find(1).orElseThrow();
    }

    /** The PID namespace of the container, to find a process by its pid inside. */
    public PidNamespace namespace() {
        if (namespace == null) {
            namespace = new PidNamespace(container.shim());
        }
        return namespace;
    }

    /** The children of the container's PID 1, including zombies, with their pids outside. */
    public List<ProcessEntry> children() {
        long pid1 = pid1().pid();
        return ProcessTable.ofThisMachine().all().stream()
                .filter(entry -> entry.parent() == pid1)
                .toList();
    }

    /** The children of the container's PID 1 that are zombies now. */
    public List<ProcessEntry> zombies() {
        return children().stream().filter(ProcessEntry::isZombie).toList();
    }

    /** Runs a command in the container with docker exec, and returns the lines that it printed. */
    public List<String> exec(String... command) {
        List<String> line = new ArrayList<>(List.of("exec", container.name()));
        line.addAll(List.of(command));
        return container.engine().run(line.toArray(String[]::new));
    }

    /**
     * Runs a command of the engine, with the name of this container as the last argument: {@code
     * engine("stop", "--time", "1")}.
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

    /** All lines that the program has printed so far. */
    public List<String> lines() {
        return client.lines();
    }

    /**
     * Waits until the container has ended. Returns the exit code of its PID 1, as the engine
     * reports it.
     */
    public int exitCode() {
        await("the engine's command has ended").until(client::ended);
        return client.exitCode();
    }

    /** Removes the container, with all its processes. */
    @Override
    public void close() {
        client.close();
        container.remove();
        await("the engine's command has ended").until(client::ended);
    }
}
