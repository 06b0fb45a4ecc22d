package dev.defunct.lab.posix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The signals that the threads of a JVM block")
class BlockedSignalsTest {

    /**
     * Prints for each thread of this process, by its name in the kernel, whether it blocks SIGQUIT.
     */
    static final class ShowsBlocked {
        private static final int SIGQUIT_BIT = 1 << 3 - 1; // the lowest bit is signal 1

        public static void main(String[] args) throws IOException {
            String first = Long.toString(ProcessHandle.current().pid());
            try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
                for (Path thread : (Iterable<Path>) threads::iterator) {
                    String name = Files.readString(thread.resolve("comm")).strip();
                    System.out.println(
                            (thread.endsWith(first) ? "the first thread" : name)
                                    + (blocksSigquit(thread) ? " blocks it" : " does not"));
                }
            }
        }

        private static boolean blocksSigquit(Path thread) throws IOException {
            String line =
                    Files.readAllLines(thread.resolve("status")).stream()
                            .filter(l -> l.startsWith("SigBlk:"))
                            .findFirst()
                            .orElseThrow();
            long mask = Long.parseUnsignedLong(line.substring(7).strip(), 16);
            return (mask & SIGQUIT_BIT) != 0;
        }
    }

    @Test
    @DisplayName(
            "a JVM blocks SIGQUIT in all its threads except the initial thread and the VM thread")
    void sigquit() {
        Needs.all(Needs.linux());
        Posix.unblockSignals(); // otherwise, on JDK 17, the new JVM could inherit it blocked
        List<String> threads = Jvm.run(ShowsBlocked.class);
        assertThat(threads)
                .filteredOn(line -> line.endsWith(" does not"))
                .containsExactlyInAnyOrder("the first thread does not", "VM Thread does not");
        assertThat(threads)
                .contains("Signal Dispatch blocks it", "java blocks it"); // Java's main thread
    }
}
