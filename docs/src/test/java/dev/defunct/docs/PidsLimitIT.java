package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.testing.RunningContainer;
import dev.defunct.nowait.RunsOut;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claim A3, in a container with a process limit. */
@DisplayName("docker run --pids-limit, and the zombies of a JVM")
@Execution(ExecutionMode.CONCURRENT)
class PidsLimitIT {

    private static final int LIMIT = 100;

    @Test
    @DisplayName(
            "A3: when zombies fill the --pids-limit of a container, neither a process nor a thread can start in that container")
    void full() {
        List<String> words = run(LIMIT, RunsOut.class);
        assertThat(words).hasSizeGreaterThan(2);
        assertThat(words.get(0)).matches("with [1-9]\\d zombies: cannot .* EAGAIN .*");
        assertThat(words.get(1)).matches("ProcessBuilder: Cannot run program .*error[=:] ?11.*");
        assertThat(words.get(2)).startsWith("Thread: unable to create native thread");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "200"})
    @DisplayName("A3: docker run --pids-limit sets pids.max of the container's cgroup:")
    void cgroup(String limit) {
        String versions1And2 = "cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max; true";
        try (RunningContainer container =
                RunningContainer.start(List.of("--pids-limit", limit), "cat")) {
            assertThat(container.exec("sh", "-c", versions1And2)).contains(limit);
        }
    }

    @Nested
    @DisplayName("control: a container that has room for more processes:")
    @Execution(ExecutionMode.CONCURRENT)
    class Control {

        @Test
        @DisplayName(
                "A3, control: after all zombies in a container are reaped, processes and threads can start again")
        void reaped() {
            assertThat(run(LIMIT, RunsOut.class))
                    .containsSubsequence(
                            "all are reaped", "ProcessBuilder: started", "Thread: started");
        }

        @Test
        @DisplayName(
                "A3, control: a JVM that reaps each child can start more children, one after the other, than the --pids-limit")
        void reapsEach() {
            assertThat(run(LIMIT, ReapsEach.class)).containsExactly("started and reaped: 200");
        }

        @Test
        @DisplayName(
                "A3, control: with a --pids-limit of 2,000 a container has room for 1,000 zombies")
        void higherLimit() {
            assertThat(run(2000, RunsOut.class))
                    .startsWith("no limit reached with 1000 zombies: set one (ulimit -u)");
        }
    }

    /** Like RunsOut, but waits for each child before starting the next. */
    static final class ReapsEach {
        public static void main(String[] args) {
            for (int i = 0; i < 2 * LIMIT; i++) {
                Posix.get().waitpid(Spawn.command("true"), new int[1], 0);
            }
            System.out.println("started and reaped: " + 2 * LIMIT);
        }
    }

    /** Everything that a program prints in a container with this limit. */
    private static List<String> run(int limit, Class<?> main) {
        List<String> options = List.of("--pids-limit", Integer.toString(limit));
        String[] program = Spawn.javaCommand(main).toArray(String[]::new);
        try (RunningContainer container = RunningContainer.start(options, program)) {
            container.exitCode();
            return container.lines();
        }
    }
}
