package dev.defunct.exercises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.ps.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Exercise 1: read a process's state")
@Order(1)
@TestMethodOrder(OrderAnnotation.class)
class ReadStateTest {

    @RegisterExtension final Children children = new Children();

    @TempDir Path folder;

    private final ProcessTable table = ProcessTable.ofThisMachine();

    @Test
    @Order(1)
    @DisplayName("a process that sleeps is in state S")
    void sleeps() throws Exception {
        assertState(asleep("sleeper"), 'S');
    }

    @Test
    @Order(2)
    @DisplayName("also if the name of its command has a blank in it")
    void blank() throws Exception {
        assertState(asleep("my sleeper"), 'S');
    }

    @Test
    @Order(3)
    @DisplayName("also if it has parentheses in it, and looks like another line's beginning")
    void parentheses() throws Exception {
        assertState(asleep("a) R (b"), 'S');
    }

    @Test
    @Order(4)
    @DisplayName("a process that has exited, and that nobody has waited for, is in state Z")
    void zombie() throws Exception {
        assertState(children.zombie(0), 'Z');
    }

    /** The line is part of the message, so that one sees what was misread. */
    private static void assertState(int pid, char expected) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        assertThat(ReadState.stateOf(pid))
                .withFailMessage(
                        "stateOf said %s, not %s, of a process whose line begins\n%s...",
                        ReadState.stateOf(pid), expected, stat.substring(0, 30))
                .isEqualTo(expected);
    }

    private static boolean isAsleep(ProcessEntry entry, String name) {
        return entry.state() == State.SLEEPING && entry.command().equals(name);
    }

    /** A process whose command has this name, and which waits for input. */
    private int asleep(String name) throws IOException {
        Path cat = Files.copy(Path.of("/bin/cat"), folder.resolve(name));
        int pid = Spawn.command("sh", "-c", "exec '" + cat + "' < " + Children.LIFELINE);
        await("it has that name, and waits")
                .until(() -> table.find(pid).filter(entry -> isAsleep(entry, name)).isPresent());
        return pid;
    }
}
