package dev.defunct.lab.posix;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Needs;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("ProcFiles: what /proc has in addition to the process table")
class ProcFilesIT {

    private final long self = ProcessHandle.current().pid();

    @BeforeEach
    void onLinux() {
        Needs.all(Needs.linux());
    }

    @Test
    @DisplayName("the children of a process are those of all its threads, until they are reaped")
    void children() {
        int child = CompletableFuture.supplyAsync(() -> Spawn.command("true")).join();
        assertThatProcess(child).becomesZombie();
        assertThat(ProcFiles.children(self)).contains(child);

        Posix.get().waitpid(child, new int[1], 0);

        assertThat(ProcFiles.children(self)).doesNotContain(child);
        assertThat(ProcFiles.children(child)).as("of a process that is gone").isEmpty();
    }

    @Test
    @DisplayName(
            "a field is found by its whole name; without it, and without the file, there is none")
    void fields() {
        String status = "/proc/" + self + "/status";
        assertThat(ProcFiles.field(status, "Pid")).isEqualTo(Long.toString(self));
        assertThat(ProcFiles.number(status, "VmHWM")).isGreaterThan(1_000);
        assertThat(ProcFiles.field(status, "Pi")).isEmpty();
        assertThat(ProcFiles.number("/proc/no/such/file", "Pid")).isZero();
    }

    @Test
    @DisplayName("the CPU time of children grows when they are waited for")
    void cpuOfChildren() {
        double before = ProcFiles.cpuMillisOfChildren(self);
        String loop = "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done";
        int child = Spawn.command("sh", "-c", loop);

        Posix.get().waitpid(child, new int[1], 0);

        assertThat(ProcFiles.cpuMillisOfChildren(self)).isGreaterThan(before);
    }
}
