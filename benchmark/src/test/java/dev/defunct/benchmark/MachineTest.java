package dev.defunct.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.benchmark.Machine.ProcessLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Machine: how many processes there may be, and how many there are")
class MachineTest {

    @Test
    @DisplayName("pid_max is the kernel's value, and this JVM counts as one of the processes")
    void pidMax() throws Exception {
        String most = Files.readAllLines(Path.of("/proc/sys/kernel/pid_max")).get(0);
        ProcessLimit limit =
                Machine.processLimits().stream()
                        .filter(known -> known.name().equals("pid_max"))
                        .findFirst()
                        .orElseThrow();
        assertThat(limit.most()).isEqualTo(Long.parseLong(most));
        assertThat(limit.used()).isBetween(10L, limit.most());
        assertThat(limit.free()).isEqualTo(limit.most() - limit.used());
    }
}
