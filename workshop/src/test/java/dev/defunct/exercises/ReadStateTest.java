package dev.defunct.exercises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.ps.ProcessTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Exercise 1: read a process's state")
@Order(1)
@TestMethodOrder(OrderAnnotation.class)
class ReadStateTest {

    @RegisterExtension final TestChildren children = new TestChildren();

    private final ProcessTable table = ProcessTable.ofThisMachine();

    @Test
    @Order(1)
    @DisplayName("a process that sleeps is in state S")
    void sleeps() throws Exception {
        assertState(asleep("sleeper"), 'S');
    }

    @Test
    @Order(2)
    @DisplayName("a process that sleeps is in state S, even if its name contains a space")
    void blank() throws Exception {
        assertState(asleep("my sleeper"), 'S');
    }

    @Test
    @Order(3)
    @DisplayName(
            "a process that sleeps is in state S, even if its name looks like the beginning of a line")
    void parentheses() throws Exception {
        assertState(asleep("a) Z (b)"), 'S');
    }

    @Test
    @Order(4)
    @DisplayName("a process that sleeps is in state S, even if its name contains a line break")
    void lineBreak() throws Exception {
        assertState(asleep("line\\nbreak"), 'S');
    }

    @Test
    @Order(5)
    @DisplayName(
            "a process that sleeps is in state S, even if its name was cut off within a character")
    void halfACharacter() throws Exception {
        assertState(asleep("na\\303"), 'S');
    }

    @Test
    @Order(6)
    @DisplayName("a process that has exited, and has not been waited for, is in state Z")
    void zombie() throws Exception {
        assertState(children.zombie(0), 'Z');
    }

    /** The line is part of the message, so that the reader sees what was misread. */
    private static void assertState(int pid, char expected) throws IOException {
        Path file = Path.of("/proc/" + pid + "/stat");
        String stat = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(ReadState.stateOf(pid))
                .withFailMessage(
                        "stateOf returned %s, not %s, for a process whose line begins\n%s...",
                        ReadState.stateOf(pid), expected, stat.substring(0, 30))
                .isEqualTo(expected);
    }

    private static boolean isAsleep(ProcessEntry entry) {
        return entry.state() == State.SLEEPING && !entry.command().equals("sh");
    }

    /** A process that has given itself this name, as printf writes it, and waits for input. */
    private int asleep(String name) {
        String named = "printf '" + name + "' > /proc/$$/comm"; // proc(5)
        int pid = Spawn.command("sh", "-c", named + "; read line < " + TestChildren.LIFELINE);
        await("the process has that name, and sleeps")
                .until(() -> table.find(pid).filter(ReadStateTest::isAsleep).isPresent());
        return pid;
    }
}
