package dev.defunct.nowait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("1.3 A child that the parent never started")
@Execution(ExecutionMode.CONCURRENT)
class InheritsAcrossExecTest {

    @Test
    @DisplayName(
            "a JVM that a script starts by exec is the parent of the script's background process")
    void inherits() {
        assertThat(Jvm.run(InheritsAcrossExec.class))
                .containsExactly("a child of this JVM: true", "a zombie: true");
    }

    @Test
    @DisplayName(
            "an init does not help: with tini as PID 1, the background process is still a zombie child of the JVM")
    void underTini() {
        Needs.all(Needs.program("tini"));
        List<String> tini = new ArrayList<>(Jvm.asPid1());
        tini.addAll(List.of("tini", "--"));
        assertThat(Jvm.run(tini, InheritsAcrossExec.class))
                .containsExactly("a child of this JVM: true", "a zombie: true");
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    class Control {

        @Test
        @DisplayName(
                "control: without exec in the script, the shell remains the parent, and reaps the background process")
        void withoutExec() {
            String script = InheritsAcrossExec.ENTRY_POINT.replace("exec ", "") + "; exit";
            assertThat(Jvm.run(List.of("sh", "-c", script), InheritsAcrossExec.class))
                    .containsExactly("a child of this JVM: false", "a zombie: false");
        }
    }
}
