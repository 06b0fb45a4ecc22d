package dev.defunct.lab;

import static org.awaitility.Awaitility.await;

import dev.defunct.lab.ProcessEntry.State;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a process, by its pid, as the process table shows it from outside. */
public final class ProcessAssert extends AbstractAssert<ProcessAssert, Long> {

    private final ProcessTable table = ProcessTable.ofThisMachine();

    private ProcessAssert(long pid) {
        super(pid, ProcessAssert.class);
    }

    public static ProcessAssert assertThatProcess(long pid) {
        return new ProcessAssert(pid);
    }

    /** It becomes a zombie before the deadline. */
    public ProcessAssert becomesZombie() {
        await("process " + actual + " becomes a zombie")
                .pollInterval(Duration.ofMillis(10))
                .until(() -> look().filter(ProcessEntry::isZombie).isPresent());
        return this;
    }

    /** It leaves the process table before the deadline. */
    public ProcessAssert vanishes() {
        await("process " + actual + " is gone")
                .pollInterval(Duration.ofMillis(10))
                .until(() -> look().isEmpty());
        return this;
    }

    /** It comes into this state before the deadline. */
    public ProcessAssert becomes(State state) {
        await("process " + actual + " is " + state)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> look().filter(entry -> entry.state() == state).isPresent());
        return this;
    }

    /** Its parent is this process now. */
    public ProcessAssert hasParent(long pid) {
        if (look().filter(entry -> entry.parent() == pid).isEmpty()) {
            failWithMessage("expected process %d to have parent %d, but: %s", actual, pid, shown());
        }
        return this;
    }

    private Optional<ProcessEntry> look() {
        return table.find(actual);
    }

    private String shown() {
        return look().map(ProcessEntry::line).orElse("not there");
    }
}
