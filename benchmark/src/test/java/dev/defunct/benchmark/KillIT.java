package dev.defunct.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.ProcFiles;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.Needs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * This JVM is a subreaper that never reaps. So it adopts each process that a killed command leaves,
 * running or zombie, and NothingLeftBehind finds that process. It may adopt only the one process
 * whose parent was killed.
 */
@DisplayName("killing any process of a storm or a horde, at any time, leaves nothing behind")
@Execution(ExecutionMode.CONCURRENT)
class KillIT {

    private static final ProcessTable TABLE = ProcessTable.ofThisMachine();

    @BeforeAll
    static void adopt() {
        Posix.becomeSubreaper();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0} {1}, {2} to {3} after {4} children")
    @DisplayName("a signal:")
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
        if (row.matches("c-.*")) {
            Needs.all(Needs.program("cc"));
        }
        if (row.matches("(popen|spawn)-.*")) {
            Needs.all(Needs.program("python3"));
        }
        Map<String, String> there = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
        Process director =
                command.equals("storm")
                        ? Run.start(Storm.class, there, "--only", row, "--children", "1000000")
                        : Run.start(Horde.class, there, "--zombies", "100000");
        long runner =
                await("a runner with children")
                        .atMost(3, TimeUnit.MINUTES)
                        .pollInterval(5, TimeUnit.MILLISECONDS)
                        .until(
                                () -> runnerOf(director.pid()),
                                pid -> pid > 0 && ProcFiles.children(pid).size() >= children);

        String pids = whom.equals("both") ? director.pid() + " " + runner : "";
        pids = whom.equals("director") ? "" + director.pid() : pids.isEmpty() ? "" + runner : pids;
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pids).start().waitFor();

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
            await("the runner has ended")
                    .until(() -> TABLE.find(runner).filter(ProcessEntry::isZombie).isPresent());
            assertThat(Posix.get().waitpid((int) runner, new int[1], 0)).isEqualTo(runner);
        }
    }

    /** The child of the director that is not one of its tools: 0 while there is none. */
    private static long runnerOf(long director) {
        return TABLE.all().stream()
                .filter(entry -> entry.parent() == director && !entry.isZombie())
                .filter(entry -> List.of("java", "python3", "storm").contains(entry.command()))
                .mapToLong(ProcessEntry::pid)
                .findFirst()
                .orElse(0);
    }
}
