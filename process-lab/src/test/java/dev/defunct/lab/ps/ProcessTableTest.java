package dev.defunct.lab.ps;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jnr.posix.POSIX;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("ProcessTable: /proc and ps give the same answer for the same process")
class ProcessTableTest {

    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;

    private final POSIX posix = Posix.get();
    private final List<Integer> children = new ArrayList<>();
    private ProcessTable proc;
    private final ProcessTable ps = new PsReader();

    @BeforeEach
    void linux() {
        Needs.all(Needs.linux(), Needs.program("ps")); // to compare the two readers
        proc = new ProcReader();
    }

    @AfterEach
    void reap() {
        for (int child : children) {
            posix.kill(child, SIGKILL);
            posix.waitpid(child, new int[1], 0);
        }
    }

    @Test
    @DisplayName("/proc and ps agree about a sleeping process")
    void sleeping() {
        int child = child("sleep", "1000");
        assertThatProcess(child).becomes(State.SLEEPING);
        assertBothSee(child, State.SLEEPING, "sleep");
    }

    @Test
    @DisplayName("/proc and ps agree about a running process")
    void running() {
        int child = child("sh", "-c", "while :; do :; done");
        assertThatProcess(child).becomes(State.RUNNING);
        assertBothSee(child, State.RUNNING, "sh");
    }

    @Test
    @DisplayName("/proc and ps agree about a stopped process")
    void stopped() {
        int child = child("sleep", "1000");
        posix.kill(child, SIGSTOP);
        assertThatProcess(child).becomes(State.STOPPED);
        assertBothSee(child, State.STOPPED, "sleep");
    }

    @Test
    @DisplayName("/proc and ps agree about a zombie")
    void zombie() {
        int child = child("true");
        assertThatProcess(child).becomesZombie();
        assertBothSee(child, State.ZOMBIE, "true");
    }

    @Test
    @DisplayName(
            "/proc and ps agree about a command name with spaces, parentheses and a newline, of a living process and of a zombie")
    void oddName(@TempDir Path folder) throws IOException {
        Path odd = folder.resolve("a) R 1 (b\nc");
        Files.copy(Path.of("/bin/sleep"), odd);
        odd.toFile().setExecutable(true);
        int child = child(odd.toString(), "1000");
        await().untilAsserted(() -> assertBothSee(child, State.SLEEPING, "a) R 1 (b.c"));
        posix.kill(child, SIGKILL);
        await().untilAsserted(() -> assertBothSee(child, State.ZOMBIE, "a) R 1 (b.c"));
    }

    @Test
    @DisplayName(
            "a process whose initial thread has exited, but not another thread, has the state Z in /proc and ps, and is not reported as a zombie")
    void leaderExited() {
        String code =
                "import ctypes, platform, threading, time\n"
                        + "threading.Thread(target=time.sleep, args=[1000]).start()\n"
                        + "exit = {'x86_64': 60, 'aarch64': 93}[platform.machine()]\n"
                        + "ctypes.CDLL(None).syscall(exit, 0)"; // exit(2) ends only this thread
        Needs.all(Needs.program("python3")); // to end only the initial thread
        int child = child("python3", "-c", code);
        assertThatProcess(child).becomes(State.LEADER_EXITED);
        assertThat(ps.find(child)).map(ProcessEntry::state).contains(State.LEADER_EXITED);
        assertThat(proc.find(child)).map(ProcessEntry::isZombie).contains(false);
        int nothing = posix.waitpid(child, new int[1], 1 /* WNOHANG */);
        assertThat(nothing).as("waitpid has nothing to return").isZero();
    }

    @Test
    @DisplayName("a process that does not exist is not found")
    void absent() {
        int child = Spawn.command("true");
        posix.waitpid(child, new int[1], 0);
        assertThat(proc.find(child)).isEmpty();
        assertThat(ps.find(child)).isEmpty();
    }

    @Test
    @DisplayName(
            "all() lists a process that find() finds, even while other processes start and exit")
    void all() {
        int child = child("sleep", "1000");
        assertThatProcess(child).becomes(State.SLEEPING);
        Thread comeAndGo =
                new Thread(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                posix.waitpid(Spawn.command("true"), new int[1], 0);
                            }
                        });
        comeAndGo.start();
        while (comeAndGo.isAlive()) {
            assertThat(proc.all()).contains(proc.find(child).orElseThrow());
        }
        assertThat(ps.all()).contains(ps.find(child).orElseThrow());
    }

    @Test
    @DisplayName("the same pid with another start time is another process")
    void identity() {
        ProcessEntry now = proc.find(child("sleep", "1000")).orElseThrow();
        ProcessEntry earlier =
                new ProcessEntry(
                        now.pid(), now.parent(), now.state(), now.start() - 1, now.command());
        assertThat(now.isSameProcessAs(now)).isTrue();
        assertThat(now.isSameProcessAs(earlier)).isFalse();
        assertThat(now.start())
                .isCloseTo(Instant.now().getEpochSecond(), org.assertj.core.data.Offset.offset(5L));
    }

    private void assertBothSee(int pid, State state, String command) {
        Optional<ProcessEntry> entry = proc.find(pid);
        assertThat(entry).as("what /proc shows, compared with ps").isEqualTo(ps.find(pid));
        assertThat(entry).map(ProcessEntry::state).contains(state);
        assertThat(entry).map(ProcessEntry::command).contains(command);
        assertThat(entry).map(ProcessEntry::parent).contains(ProcessHandle.current().pid());
    }

    private int child(String... command) {
        int pid = Spawn.command(command);
        children.add(pid);
        return pid;
    }
}
