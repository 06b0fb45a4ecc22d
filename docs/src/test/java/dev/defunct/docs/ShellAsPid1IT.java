package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.ps.PidNamespace;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The shell form of an ENTRYPOINT starts a shell with -c as PID 1. Here its command is cat. */
@DisplayName("Shell form: whether the shell or its command is PID 1 depends on the shell")
@Execution(ExecutionMode.CONCURRENT)
class ShellAsPid1IT {

    @Test
    @DisplayName("dash stays as PID 1, and its command is another process")
    void dash() {
        assertThat(pidOfTheCommand("dash", "cat")).isNotEqualTo(1);
    }

    @Test
    @DisplayName("bash replaces itself with its command, which then is PID 1")
    void bash() {
        assertThat(pidOfTheCommand("bash", "cat")).isEqualTo(1);
    }

    @Test
    @DisplayName("from version 5.1 on, bash also replaces itself with the last of several commands")
    void bashWithSeveral() {
        Needs.all(
                Needs.succeeds(
                        "bash 5.1",
                        "apt-get install bash",
                        "bash",
                        "-c",
                        "((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501))"));
        assertThat(pidOfTheCommand("bash", "true && cat")).isEqualTo(1);
        assertThat(pidOfTheCommand("bash", "true; cat")).isEqualTo(1);
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    @Execution(ExecutionMode.CONCURRENT)
    class Control {

        @Test
        @DisplayName("control: with exec, dash replaces itself with its command, too")
        void dashWithExec() {
            assertThat(pidOfTheCommand("dash", "exec cat")).isEqualTo(1);
        }

        @Test
        @DisplayName("control: bash stays as PID 1 if it has something to do after its command")
        void bashWithMoreToDo() {
            assertThat(pidOfTheCommand("bash", "cat && true")).isNotEqualTo(1);
        }
    }

    /**
     * The pid of the shell's command, cat, in a PID namespace in which the shell starts as PID 1.
     */
    private static long pidOfTheCommand(String shell, String command) {
        Needs.all(Needs.program(shell));
        List<String> container = new ArrayList<>(Jvm.asPid1());
        container.addAll(List.of(shell, "-c", command));
        try (ChildProcess unshare = ChildProcess.start(container)) {
            PidNamespace namespace = new PidNamespace(unshare.pid());
            return await("a cat in " + command)
                    .until(() -> cat(namespace), Optional::isPresent)
                    .orElseThrow();
        }
    }

    /** Finds cat among the first five pids, which the shell and its commands have. */
    private static Optional<Long> cat(PidNamespace namespace) {
        for (long pid = 1; pid <= 5; pid++) {
            Optional<ProcessEntry> entry = namespace.find(pid);
            if (entry.filter(e -> e.command().equals("cat")).isPresent()) {
                return Optional.of(pid);
            }
        }
        return Optional.empty();
    }
}
