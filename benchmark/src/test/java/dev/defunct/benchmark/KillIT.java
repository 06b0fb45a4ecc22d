package dev.defunct.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.ProcFiles;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * This JVM is a subreaper that never reaps. So it adopts each process that a killed command leaves,
 * running or zombie, and NothingLeftBehind finds that process. The test itself reaps only the
 * runner and the guard of a killed director.
 */
@DisplayName("./play storm and ./play horde, if one of their processes is killed")
@Execution(ExecutionMode.CONCURRENT)
class KillIT {

    private static final ProcessTable TABLE = ProcessTable.ofThisMachine();

    @BeforeAll
    static void adopt() {
        Posix.becomeSubreaper();
    }

    @ParameterizedTest(
            quoteTextArguments = false,
            name = "{0} {1}: SIG{2}, to: {3}, after {4} children")
    @DisplayName(
            "a signal to the director, the runner or both ends the command, and leaves no process behind:")
    @CsvSource({
        "storm, handler,       KILL, director, 0",
        "storm, handler,       KILL, runner,    1",
        "storm, handler,       INT,  both,      1",
        "storm, reaper,        KILL, director,  1",
        "storm, pidfd,         KILL, director,  1",
        "storm, pidfd,         KILL, runner,    1",
        "storm, on-exit,       KILL, director,  1",
        "storm, wait-for,      KILL, runner,    1",
        "storm, nu-process,    KILL, director,  1",
        "storm, double-fork,   KILL, runner,    1",
        "storm, c-handler,     KILL, director,  1",
        "storm, c-sig-ign,     INT,  director,  1",
        "storm, popen-handler, KILL, director,  1",
        "storm, spawn-handler, INT,  both,      1",
        "horde, '',            KILL, director, 200",
        "horde, '',            KILL, runner,   200",
        "horde, '',            INT,  both,     200",
        "horde, '',            TERM, director, 0",
    })
    void kill(
            String command,
            String row,
            String signal,
            String whom,
            int children,
            @TempDir Path folder)
            throws Exception {
        Process director = start(command, row, folder);
        long runner = awaitRunner(director, children);
        long guard = childOf(director.pid(), "sh");

        String pids = whom.equals("both") ? director.pid() + " " + runner : "";
        pids = whom.equals("director") ? "" + director.pid() : pids.isEmpty() ? "" + runner : pids;
        kill(signal, pids);

        String output = new String(director.getInputStream().readAllBytes());
        int status = director.waitFor();
        if (whom.equals("runner")) {
            assertThat(status).as(output).isEqualTo(1);
            assertThat(output).containsIgnoringCase("not as ");
        } else {
            assertThat(status).isEqualTo(128 + Map.of("INT", 2, "KILL", 9, "TERM", 15).get(signal));
            assertThat(output).doesNotContainIgnoringCase("not as ").doesNotContain("Exception");
        }
        if (!signal.equals("KILL")) {
            assertThat(folder).isDirectoryNotContaining("glob:**/storm*");
        }
        if (signal.equals("KILL") && whom.equals("director")) {
            awaitEndOf(runner);
            awaitEndOf(guard);
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0} {1}")
    @DisplayName("if the command is killed, its runner ends, too, even if the runner is stopped:")
    @CsvSource({"storm, handler", "storm, c-handler", "storm, popen-wait", "horde, ''"})
    void aStoppedRunnerIsContinued(String command, String row, @TempDir Path folder)
            throws Exception {
        Process director = start(command, row, folder);
        long runner = awaitRunner(director, 1);
        long guard = childOf(director.pid(), "sh");
        kill("STOP", runner);
        await("the runner is stopped").until(() -> isStopped(runner));

        director.destroyForcibly().waitFor(); // until then, a zombie may be a child of the director

        awaitEndOf(runner);
        awaitEndOf(guard);
    }

    @Test
    @DisplayName("control: if the command and its guard are killed, a runner that is stopped stays")
    void aStoppedRunnerStaysWithoutTheGuard(@TempDir Path folder) throws Exception {
        Process director = start("horde", "", folder);
        long runner = awaitRunner(director, 1);
        long guard = childOf(director.pid(), "sh");
        kill("KILL", guard);
        await("the director has reaped its guard").until(() -> TABLE.find(guard).isEmpty());
        kill("STOP", runner);
        await("the runner is stopped").until(() -> isStopped(runner));

        director.destroyForcibly().waitFor();

        await("the runner stays").during(1, TimeUnit.SECONDS).until(() -> isStopped(runner));
        kill("CONT", runner);
        awaitEndOf(runner);
    }

    /** Starts a command whose temporary files are in this folder. */
    private static Process start(String command, String row, Path folder) throws IOException {
        if (row.matches("c-.*")) {
            Needs.all(Needs.program("cc"));
        }
        if (row.matches("(popen|spawn)-.*")) {
            Needs.all(Needs.program("python3"));
        }
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
        return command.equals("storm")
                ? BenchmarkCommand.start(
                        Storm.class, environment, "--only", row, "--children", "1000000")
                : BenchmarkCommand.start(Horde.class, environment, "--zombies", "100000");
    }

    /**
     * Waits until the director has a runner, and the runner has this number of children. The guard
     * comes first, because a compiler that the director starts before that is called java, too,
     * until exec.
     */
    private static long awaitRunner(Process director, int children) {
        await("the director has a guard")
                .atMost(1, TimeUnit.MINUTES)
                .until(() -> childOf(director.pid(), "sh") > 0);
        return await("the runner has started its children")
                .atMost(3, TimeUnit.MINUTES)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(
                        () -> childOf(director.pid(), "java", "python3", "storm"),
                        pid -> pid > 0 && ProcFiles.children(pid).size() >= children);
    }

    private static void kill(String signal, Object pids) throws Exception {
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pids).start().waitFor();
    }

    private static boolean isStopped(long pid) {
        return TABLE.find(pid).get().state() == ProcessEntry.State.STOPPED;
    }

    /** Waits until a process that this JVM has adopted ends, and reaps it. */
    private static void awaitEndOf(long pid) {
        await("process " + pid + " has ended")
                .until(() -> TABLE.find(pid).filter(ProcessEntry::isZombie).isPresent());
        assertThat(Posix.get().waitpid((int) pid, new int[1], 0)).isEqualTo(pid);
    }

    /**
     * The pid of a child of the director that runs one of these commands, or 0 if there is none.
     */
    private static long childOf(long director, String... commands) {
        return TABLE.all().stream()
                .filter(entry -> entry.parent() == director && !entry.isZombie())
                .filter(entry -> List.of(commands).contains(entry.command()))
                .mapToLong(ProcessEntry::pid)
                .findFirst()
                .orElse(0);
    }
}
