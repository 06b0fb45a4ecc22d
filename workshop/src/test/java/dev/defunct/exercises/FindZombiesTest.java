package dev.defunct.exercises;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.ps.ProcessTable;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Exercise 2: find the zombies of a parent, and name the culprit")
@Order(2)
@TestMethodOrder(OrderAnnotation.class)
class FindZombiesTest {

    private static final long SELF = ProcessHandle.current().pid();

    /** A table made by hand: the bad parent, 200, between two good parents, and their children. */
    private static final List<ProcessEntry> TABLE =
            List.of(
                    entry(1, 0, State.SLEEPING),
                    entry(100, 1, State.SLEEPING),
                    entry(101, 100, State.SLEEPING),
                    entry(102, 100, State.RUNNING),
                    entry(103, 100, State.SLEEPING),
                    entry(104, 100, State.ZOMBIE),
                    entry(105, 100, State.ZOMBIE),
                    entry(200, 1, State.SLEEPING),
                    entry(201, 200, State.ZOMBIE),
                    entry(202, 200, State.ZOMBIE),
                    entry(203, 200, State.ZOMBIE),
                    entry(204, 200, State.STOPPED),
                    entry(300, 1, State.SLEEPING),
                    entry(301, 300, State.ZOMBIE));

    @RegisterExtension final TestChildren children = new TestChildren();

    @Test
    @Order(1)
    @DisplayName(
            "among real processes, zombiesOf() finds the children that have exited, not the children that run")
    void real() {
        int zombie = children.zombie(0);
        int running = children.running();
        assertThatProcess(running).becomes(State.SLEEPING);
        assertThat(pids(FindZombies.zombiesOf(SELF, ProcessTable.ofThisMachine().all())))
                .as(
                        "zombies of %d, which has two children: %d has exited, %d runs",
                        SELF, zombie, running)
                .isEqualTo("[" + zombie + "]");
    }

    @Test
    @Order(2)
    @DisplayName("zombiesOf() does not find the zombies of other parents")
    void others() {
        assertThat(pids(FindZombies.zombiesOf(200, TABLE)))
                .as("zombies of 200, in\n%s", shown(TABLE))
                .isEqualTo("[201, 202, 203]");
    }

    @Test
    @Order(3)
    @DisplayName(
            "the culprit is the process with the most zombies, not with the most children or the highest pid")
    void culprit() {
        assertThat(pids(FindZombies.culprit(TABLE).stream().toList()))
                .as("the culprit, in\n%s", shown(TABLE))
                .isEqualTo("[200]");
    }

    @Test
    @Order(4)
    @DisplayName("if there are no zombies, there is no culprit")
    void nobody() {
        List<ProcessEntry> table = TABLE.stream().filter(entry -> !entry.isZombie()).toList();
        assertThat(FindZombies.culprit(table))
                .withFailMessage(
                        () ->
                                "culprit() blamed process %d, but there are no zombies in the table:\n%s"
                                        .formatted(
                                                FindZombies.culprit(table).orElseThrow().pid(),
                                                shown(table)))
                .isEmpty();
    }

    @Test
    @Order(5)
    @DisplayName(
            "a process whose first thread has ended while others run is Z in ps, but not a zombie")
    void leaderExited() {
        List<ProcessEntry> table =
                List.of(entry(100, 1, State.SLEEPING), entry(101, 100, State.LEADER_EXITED));
        assertThat(pids(FindZombies.zombiesOf(100, table)))
                .as(
                        "zombies of 100, whose child 101 keeps running in its other threads (LEADER_EXITED)")
                .isEqualTo("[]");
        assertThat(pids(FindZombies.culprit(table).stream().toList()))
                .as("the culprit, if 101 keeps running in its other threads (LEADER_EXITED)")
                .isEqualTo("[]");
    }

    private static String pids(List<ProcessEntry> entries) {
        return entries.stream().map(ProcessEntry::pid).toList().toString();
    }

    private static ProcessEntry entry(long pid, long parent, State state) {
        return new ProcessEntry(pid, parent, state, 0, "job");
    }

    private static String shown(List<ProcessEntry> table) {
        StringBuilder lines = new StringBuilder(ProcessEntry.HEADER);
        table.forEach(entry -> lines.append('\n').append(entry.line()));
        return lines.toString();
    }
}
