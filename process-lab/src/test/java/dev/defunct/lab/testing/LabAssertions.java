package dev.defunct.lab.testing;

import dev.defunct.lab.director.PlayedProcess;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessEntry.State;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** The assertions of AssertJ, and those for a process of a play. */
public final class LabAssertions extends Assertions {

    private LabAssertions() {}

    /** Looks at a process in the process table once. To wait for a state, use Awaitility. */
    public static PlayedProcessAssert assertThat(PlayedProcess process) {
        return new PlayedProcessAssert(process);
    }

    /**
     * Assertions on what the process table shows about a process now. A failure shows the process's
     * line, and its output.
     */
    public static final class PlayedProcessAssert
            extends AbstractAssert<PlayedProcessAssert, PlayedProcess> {

        private final Optional<ProcessEntry> entry;

        PlayedProcessAssert(PlayedProcess process) {
            super(process, PlayedProcessAssert.class);
            this.entry = process.look();
        }

        /** The process is there, and has not exited. */
        public PlayedProcessAssert isRunning() {
            return check("be running", entry.filter(e -> !e.isZombie()).isPresent());
        }

        /** The process is a zombie: {@code ps} shows {@code <defunct>}. */
        public PlayedProcessAssert isDefunct() {
            return check("be <defunct>", entry.filter(ProcessEntry::isZombie).isPresent());
        }

        /** The process has left the process table. */
        public PlayedProcessAssert isGone() {
            return check("have left the process table", entry.isEmpty());
        }

        /** SIGSTOP has stopped the process. */
        public PlayedProcessAssert isStopped() {
            return check("be stopped", entry.filter(e -> e.state() == State.STOPPED).isPresent());
        }

        /** The process is a child of this parent. */
        public PlayedProcessAssert hasParent(PlayedProcess parent) {
            return check(
                    "have the parent " + parent,
                    entry.filter(e -> e.parent() == parent.pid()).isPresent());
        }

        /** The process is not a child of this parent. */
        public PlayedProcessAssert doesNotHaveParent(PlayedProcess parent) {
            return check(
                    "have another parent than " + parent,
                    entry.filter(e -> e.parent() != parent.pid()).isPresent());
        }

        private PlayedProcessAssert check(String what, boolean holds) {
            if (!holds) {
                failWithMessage(
                        "Expected %s to %s, but the process table has%n%s%n%s%nand it printed %s",
                        actual,
                        what,
                        ProcessEntry.HEADER,
                        entry.map(ProcessEntry::line).orElse("  no line with its pid"),
                        actual.output());
            }
            return this;
        }
    }
}
