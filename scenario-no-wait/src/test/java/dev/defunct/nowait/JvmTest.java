package dev.defunct.nowait;

import static dev.defunct.lab.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.defunct.lab.Init;
import dev.defunct.lab.Jvm;
import dev.defunct.lab.Troupe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("1.3 Zombies, as the JVM sees them, and what they use up")
@Execution(ExecutionMode.CONCURRENT)
class JvmTest {

    @Test
    @DisplayName("ProcessHandle calls a zombie alive, a child, and destroyForcibly() a success")
    void trustsIsAlive() {
        assertThat(Jvm.run(TrustsIsAlive.class))
                .containsExactly(
                        "isAlive: true",
                        "destroyForcibly: true",
                        "isAlive after that: true",
                        "among the children: true");
    }

    @Test
    @DisplayName("the state in /proc tells: running no, exited yes, reaped no")
    void looksAtTheState() {
        assertThat(Jvm.run(LooksAtTheState.class))
                .containsExactly(
                        "it runs, a zombie: false",
                        "it has exited, a zombie: true",
                        "it is reaped, a zombie: false");
    }

    @Test
    @DisplayName("onExit() of somebody else's zombie comes when it is reaped, and not before")
    void onExitOfAForeignZombie() throws IOException {
        try (Troupe troupe = Troupe.under(Init.REAPING, Parent.class)) {
            troupe.awaitDone("app");
            long app = troupe.pid("app");
            CompletableFuture<ProcessHandle> onExit = ProcessHandle.of(app).orElseThrow().onExit();
            troupe.letGo("app");
            assertThatProcess(app).becomesZombie();
            assertThat(LooksAtTheState.isZombie(app)).isTrue();
            troupe.awaitDone("parent");
            assertThat(onExit).isNotDone();

            troupe.letGo("parent");
            assertThatProcess(app).vanishes();
            assertThat(onExit).succeedsWithin(20, TimeUnit.SECONDS);
            troupe.awaitDone("init");
            troupe.letGo("init");
            troupe.awaitEnd();
        }
    }

    @Test
    @DisplayName(
            "A3: at the limit of processes no process starts, and no thread; reaping cures both")
    void runsOut() {
        assertThat(runWithAHundredProcesses(0))
                .filteredOn(line -> !line.contains("[warning]"))
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .matches(
                                                "with [5-9]\\d children not waited for: cannot start"
                                                        + " true: EAGAIN .*"),
                        line ->
                                assertThat(line)
                                        .startsWith("ProcessBuilder: Cannot run program")
                                        .containsPattern("error[=:] ?11"),
                        line ->
                                assertThat(line)
                                        .startsWith("Thread: unable to create native thread"),
                        line -> assertThat(line).isEqualTo("all are reaped"),
                        line -> assertThat(line).isEqualTo("ProcessBuilder: started"),
                        line -> assertThat(line).isEqualTo("Thread: started"));
    }

    @Test
    @DisplayName(
            "A3: that OutOfMemoryError has nothing to do with the heap, which is all but empty")
    void notTheHeap() {
        assertThat(runWithAHundredProcesses(1))
                .anyMatch(line -> line.matches("Thread: unable .*; heap used: [1-4]?\\d %"));
    }

    @Test
    @DisplayName("A3, control: without that limit 1,000 zombies hinder nobody")
    void noLimit() {
        assertThat(Jvm.run(RunsOut.class))
                .containsExactly(
                        "with 1000 zombies no limit is met: set one (ulimit -u)",
                        "ProcessBuilder: started",
                        "Thread: started",
                        "all are reaped",
                        "ProcessBuilder: started",
                        "Thread: started");
    }

    @Test
    @DisplayName(
            "a child whose output nobody reads is no zombie: it sleeps in write, until we read")
    void readsNoOutput() {
        assertThat(Jvm.run(ReadsNoOutput.class))
                .containsExactly(
                        "waitFor: false", "state: SLEEPING", "all is read; waitFor: exit code 0");
    }

    /**
     * Runs it as a user who may have a hundred processes, and may read what root may.
     *
     * @param number of the user: the limit is about all processes of one user, so each has his own
     */
    private static List<String> runWithAHundredProcesses(int number) {
        long user = 1_000_000_000 + 2 * ProcessHandle.current().pid() + number;
        assumeThat(System.getProperty("user.name")).as("who may be another user").isEqualTo("root");
        List<String> asUser = new ArrayList<>(List.of("setpriv", "--reuid=" + user));
        asUser.addAll(List.of("--clear-groups", "--inh-caps=+dac_read_search"));
        asUser.addAll(List.of("--ambient-caps=+dac_read_search", "prlimit", "--nproc=100:100"));
        return Jvm.run(asUser, RunsOut.class);
    }
}
