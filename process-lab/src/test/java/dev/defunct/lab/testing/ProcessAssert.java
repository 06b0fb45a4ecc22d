package dev.defunct.lab.testing;

import static org.awaitility.Awaitility.await;

import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.ps.ProcessTable;
import java.util.Optional;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;

/** Assertions on what the process table shows about the process with this pid. */
public final class ProcessAssert extends AbstractAssert<ProcessAssert, Long> {

    private final ProcessTable table = ProcessTable.ofThisMachine();

    private ProcessAssert(long pid) {
        super(pid, ProcessAssert.class);
    }

    public static ProcessAssert assertThatProcess(long pid) {
        return new ProcessAssert(pid);
    }

    /** The process becomes a zombie before the deadline. */
    public ProcessAssert becomesZombie() {
        return becomes("be <defunct>", entry -> entry.filter(ProcessEntry::isZombie).isPresent());
    }

    /** The process leaves the process table before the deadline. */
    public ProcessAssert vanishes() {
        return becomes("have left the process table", Optional::isEmpty);
    }

    /** The process reaches this state before the deadline. */
    public ProcessAssert becomes(State state) {
        return becomes("be " + state, entry -> entry.filter(e -> e.state() == state).isPresent());
    }

    /** The process gets this parent before the deadline. */
    public ProcessAssert becomesChildOf(long pid) {
        return becomes("have the parent " + pid, entry -> isChildOf(pid, entry));
    }

    /** The process has this parent now. */
    public ProcessAssert hasParent(long pid) {
        return check("have the parent " + pid, entry -> isChildOf(pid, entry));
    }

    private ProcessAssert becomes(String what, Predicate<Optional<ProcessEntry>> test) {
        await("process " + actual).untilAsserted(() -> check(what, test));
        return this;
    }

    private ProcessAssert check(String what, Predicate<Optional<ProcessEntry>> test) {
        Optional<ProcessEntry> entry = table.find(actual);
        if (!test.test(entry)) {
            failWithMessage(
                    "Expected process %d to %s, but the process table has%n%s%n%s",
                    actual,
                    what,
                    ProcessEntry.HEADER,
                    entry.map(ProcessEntry::line).orElse("  no line with its pid"));
        }
        return this;
    }

    private static boolean isChildOf(long pid, Optional<ProcessEntry> entry) {
        return entry.filter(e -> e.parent() == pid).isPresent();
    }
}
