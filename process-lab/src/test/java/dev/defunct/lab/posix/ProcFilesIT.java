package dev.defunct.lab.posix;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.testing.Needs;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("ProcFiles: what /proc shows about a process, in addition to the process table")
class ProcFilesIT {

    private final long self = ProcessHandle.current().pid();

    @BeforeEach
    void onLinux() {
        Needs.all(Needs.linux());
    }

    @Test
    @DisplayName(
            "the children of a process are those that any of its threads started, until they are reaped")
    void children() {
        int child = CompletableFuture.supplyAsync(() -> Spawn.command("true")).join();
        assertThatProcess(child).becomesZombie();
        // A look can miss a child if another child exits at the same time (proc(5)).
        await().untilAsserted(() -> assertThat(ProcFiles.children(self)).contains(child));

        Posix.get().waitpid(child, new int[1], 0);

        assertThat(ProcFiles.children(self)).doesNotContain(child);
        assertThat(ProcFiles.children(child))
                .as("the children of a process that is gone")
                .isEmpty();
    }

    @Test
    @DisplayName(
            "a field is found only by its full name; if the field or its file does not "
                    + "exist, field() returns an empty text, and number() returns 0")
    void fields() {
        String status = "/proc/" + self + "/status";
        assertThat(ProcFiles.field(status, "Pid")).isEqualTo(Long.toString(self));
        assertThat(ProcFiles.number(status, "VmHWM")).isGreaterThan(1_000);
        assertThat(ProcFiles.field(status, "Pi")).isEmpty();
        assertThat(ProcFiles.number("/proc/no/such/file", "Pid")).isZero();
    }

    @Test
    @DisplayName("the CPU time of a process's children grows when the process waits for a child")
    void cpuOfChildren() {
        double before = ProcFiles.cpuMillisOfChildren(self);
        String loop = "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done";
        int child = Spawn.command("sh", "-c", loop);

        Posix.get().waitpid(child, new int[1], 0);

        assertThat(ProcFiles.cpuMillisOfChildren(self)).isGreaterThan(before);
    }
}
