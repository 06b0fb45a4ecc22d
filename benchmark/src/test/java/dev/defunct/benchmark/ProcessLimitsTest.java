package dev.defunct.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("ProcessLimits: how many processes there may be, and how many there are")
class ProcessLimitsTest {

    @Test
    @DisplayName("pid_max is the kernel's value, and this JVM counts as one of the processes")
    void pidMax() throws Exception {
        String most = Files.readAllLines(Path.of("/proc/sys/kernel/pid_max")).get(0);
        ProcessLimits.Limit limit = new ProcessLimits().all.get("pid_max");
        assertThat(limit.most()).hasToString(most);
        assertThat(limit.used()).isBetween(10L, limit.most());
    }

    @Test
    @DisplayName("the tightest limit is the one that leaves room for the fewest processes")
    void tightest() {
        ProcessLimits limits = new ProcessLimits();
        assertThat(limits.all.keySet())
                .allMatch(name -> limits.free(name) >= limits.free(limits.tightest()));
    }
}
