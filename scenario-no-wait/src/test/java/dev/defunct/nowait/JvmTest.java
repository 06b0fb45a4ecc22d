package dev.defunct.nowait;

import static dev.defunct.lab.testing.LabAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Pair;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@DisplayName("1.3 How a JVM sees zombies, and what zombies use up")
@Order(2)
class JvmTest {

    @Test
    @DisplayName(
            "for a zombie, isAlive() and destroyForcibly() return true, and children() lists the zombie")
    void trustsIsAlive() {
        assertThat(Jvm.run(TrustsIsAlive.class))
                .containsExactly(
                        "isAlive: true",
                        "destroyForcibly: true",
                        "isAlive after that: true",
                        "among the children: true");
    }

    @Test
    @DisplayName(
            "the state in /proc shows that a child is a zombie from its exit until it is reaped, not before and not after")
    void looksAtTheState() {
        assertThat(Jvm.run(LooksAtTheState.class))
                .containsExactly(
                        "while it runs, a zombie: false",
                        "after its exit, a zombie: true",
                        "when it is reaped, a zombie: false");
    }

    @Test
    @DisplayName(
            "onExit() of a process that is not a child of the JVM completes when its zombie is reaped, not when it exits")
    void onExitOfAForeignZombie() throws Exception {
        try (Pair pair = Pair.start(Parent.class)) {
            ProcessHandle app = ProcessHandle.of(pair.app().pid()).orElseThrow();
            CompletableFuture<ProcessHandle> onExit = app.onExit();
            pair.letAppExit();
            await().untilAsserted(() -> assertThat(pair.app()).isDefunct());
            assertThat(LooksAtTheState.isZombie(app.pid()))
                    .as("whether LooksAtTheState finds %s to be a zombie", pair.app())
                    .isTrue();
            onExitOfOneThatIsReaped().get(60, TimeUnit.SECONDS); // by now the JDK has polled
            assertThat(onExit).isNotDone();

            pair.letParentExit();

            await().untilAsserted(() -> assertThat(pair.app()).isGone());
            assertThat(onExit).succeedsWithin(60, TimeUnit.SECONDS);
        }
    }

    /**
     * The control: the JDK polls processes that are not its children, and notices when one of them
     * is reaped.
     */
    private static CompletableFuture<ProcessHandle> onExitOfOneThatIsReaped() throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; wait").start();
        long sleeper = Long.parseLong(shell.inputReader().readLine());
        ProcessHandle handle = ProcessHandle.of(sleeper).orElseThrow();
        CompletableFuture<ProcessHandle> onExit = handle.onExit();
        handle.destroy();
        return onExit;
    }

    @Test
    @DisplayName(
            "A3: at the process limit neither a process nor a thread can start; after all zombies are reaped, both can start again")
    void runsOut() {
        List<String> words = runWithAHundredProcesses(0);
        assertThat(words).hasSizeGreaterThan(2);
        assertThat(words.get(0)).matches("with [1-9]\\d zombies: cannot .* EAGAIN .*");
        assertThat(words.get(1)).matches("ProcessBuilder: Cannot run program .*error[=:] ?11.*");
        assertThat(words.get(2)).startsWith("Thread: unable to create native thread");
        assertThat(words)
                .containsSubsequence(
                        "all are reaped", "ProcessBuilder: started", "Thread: started");
    }

    @Test
    @DisplayName(
            "A4: if the process limit allows only one more process, ProcessBuilder leaves a zombie")
    void leavesAZombie() {
        List<String> words = runWithAHundredProcesses(2);
        int one = words.indexOf("one is reaped");
        assertThat(words)
                .element(one + 1)
                .asString()
                .startsWith("ProcessBuilder: unable to create native thread");
        assertThat(words).endsWith("left by ProcessBuilder: a zombie");
    }

    @Test
    @DisplayName(
            "A3: the OutOfMemoryError at the process limit has nothing to do with the heap, most of which is free")
    void notTheHeap() {
        assertThat(runWithAHundredProcesses(1))
                .anyMatch(line -> line.matches("Thread: unable .*; heap used: [1-4]?\\d %"));
    }

    @Test
    @DisplayName(
            "A3, control: without a process limit, processes and threads start in spite of 1,000 zombies")
    void noLimit() {
        assertThat(Jvm.run(RunsOut.class))
                .containsExactly(
                        "no limit reached with 1000 zombies: set one (ulimit -u)",
                        "ProcessBuilder: started",
                        "Thread: started",
                        "one is reaped",
                        "ProcessBuilder: started",
                        "all are reaped",
                        "ProcessBuilder: started",
                        "Thread: started",
                        "left by ProcessBuilder: nothing");
    }

    @Test
    @DisplayName(
            "a child whose output is not read is not a zombie: it sleeps in write until the parent reads")
    void readsNoOutput() {
        assertThat(Jvm.run(ReadsNoOutput.class))
                .containsExactly("waitFor: false", "state: S", "all is read; waitFor: exit code 0");
    }

    /** Runs as a user of its own, because the limit counts all processes of a user. */
    private static List<String> runWithAHundredProcesses(int user) {
        return Jvm.run(Jvm.asUserWithProcesses(user, 100), RunsOut.class).stream()
                .filter(line -> !line.contains("[warning]"))
                .toList();
    }
}
