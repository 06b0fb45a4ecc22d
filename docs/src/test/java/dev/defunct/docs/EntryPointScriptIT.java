package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.RunningContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shows in a container of a real engine what InheritsAcrossExecTest shows without a container. */
@DisplayName("An entry-point script that starts a command in the background, and then a JVM")
@Execution(ExecutionMode.CONCURRENT)
class EntryPointScriptIT {

    private static final ProcessTable TABLE = ProcessTable.ofThisMachine();

    private static final String SCRIPT = "sleep 1000 >&2 & echo $!; exec \"$0\" \"$@\"";

    @ParameterizedTest(quoteTextArguments = false, name = "with {0}")
    @DisplayName(
            "if an entry-point script starts a command in the background and becomes a JVM by exec, the command stays a zombie of the JVM after its exit,")
    @ValueSource(strings = {"--init=false", "--init=true"})
    void inherits(String init) {
        try (RunningContainer container = start(SCRIPT, init)) {
            ProcessEntry command = background(container);
            await("the script has become the JVM")
                    .until(() -> parent(command).command().equals("java"));
            kill(command);
            await("the command is a zombie")
                    .until(() -> find(command).filter(ProcessEntry::isZombie).isPresent());
            container.exec("true"); // time enough to reap it
            assertThat(find(command)).get().matches(ProcessEntry::isZombie, "is a zombie");
            assertThat(parent(command).command()).isEqualTo("java");
        }
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    class Control {

        @Test
        @DisplayName(
                "control: if the script starts the JVM without exec, the shell stays the parent of the command in the background, and reaps it")
        void withoutExec() {
            String script = SCRIPT.replace("exec ", "") + "; exit";
            try (RunningContainer container = start(script)) {
                await("the JVM runs")
                        .untilAsserted(
                                () ->
                                        assertThat(container.children())
                                                .extracting(ProcessEntry::command)
                                                .contains("java"));
                ProcessEntry command = background(container);
                assertThat(parent(command).command()).isEqualTo("sh");
                kill(command);
                await("the command is reaped").until(() -> find(command).isEmpty());
            }
        }
    }

    /** A container whose entry point is this script, with the command of a JVM as its arguments. */
    private static RunningContainer start(String script, String... options) {
        List<String> program = new ArrayList<>(List.of("sh", "-c", script));
        program.addAll(Spawn.javaCommand(Service.class, "down"));
        return RunningContainer.start(List.of(options), program.toArray(String[]::new));
    }

    /** The command in the background, found by its pid inside, which the script has printed. */
    private static ProcessEntry background(RunningContainer container) {
        await("the script has printed the pid").until(() -> !container.lines().isEmpty());
        return container.namespace().find(Long.parseLong(container.lines().get(0))).orElseThrow();
    }

    private static Optional<ProcessEntry> find(ProcessEntry process) {
        return TABLE.find(process.pid());
    }

    private static ProcessEntry parent(ProcessEntry process) {
        return find(process).flatMap(now -> TABLE.find(now.parent())).orElseThrow();
    }

    private static void kill(ProcessEntry process) {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
}
