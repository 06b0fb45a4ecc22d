package dev.defunct.parentexits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.io.BufferedReader;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("1.1 Processes that a JVM leaves behind, and processes that it wants to end")
@Order(2)
class JvmTest {

    @Test
    @DisplayName(
            "destroyForcibly() kills a shell, but not its child, and a thread that reads the shell's output goes on waiting")
    void leavesGrandchildren() {
        assertThat(Jvm.run(LeavesGrandchildren.class))
                .containsExactly(
                        "the shell has ended: exit code 137",
                        "its sleep has a new parent: true",
                        "the reader waits: true",
                        "the sleep has ended, and the reader no longer waits");
    }

    @Test
    @DisplayName(
            "a race: if the shell's child is killed before the shell, the shell starts its next command")
    void shellStartsAnother() throws Exception {
        Process shell = shellWithTwoCommands();
        BufferedReader output = shell.inputReader();

        childrenOf(shell).forEach(ProcessHandle::destroyForcibly);

        assertThat(output.readLine()).isEqualTo("the next command");
        shell.getOutputStream().close(); // ends it
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    @DisplayName(
            "PR_SET_PDEATHSIG kills a child when the thread that started it ends, although the JVM keeps running")
    void diesWithItsThread() {
        Needs.all(Needs.program("setpriv"));
        assertThat(Jvm.run(DiesWithItsThread.class))
                .containsExactly(
                        "while the pool thread lives, the child runs: true",
                        "the pool thread has ended, the JVM runs: exit code 137");
    }

    /**
     * A shell that starts its second command when its first has exited. Both exit when their input
     * ends.
     */
    private static Process shellWithTwoCommands() throws Exception {
        return new ProcessBuilder("sh", "-c", "cat; echo the next command; cat").start();
    }

    private static List<ProcessHandle> childrenOf(Process shell) {
        await("the shell has a child").until(() -> shell.children().count() == 1);
        return shell.children().toList();
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    @Execution(ExecutionMode.CONCURRENT)
    class Control {

        @Test
        @DisplayName(
                "control: if the JVM has listed the shell's descendants before, and also kills them, no thread goes on waiting")
        void endsGrandchildren() {
            assertThat(Jvm.run(EndsGrandchildren.class))
                    .containsExactly(
                            "the shell has ended: exit code 137",
                            "its sleep has ended, and the reader does not wait");
        }

        @Test
        @DisplayName(
                "control: a shell that is killed before its child does not start its next command")
        void shellEndsFirst() throws Exception {
            Process shell = shellWithTwoCommands();
            BufferedReader output = shell.inputReader();
            List<ProcessHandle> children = childrenOf(shell);

            shell.toHandle().destroyForcibly(); // Process.destroyForcibly() would close the output
            children.forEach(ProcessHandle::destroyForcibly);

            assertThat(output.readLine()).isNull();
            assertThat(shell.waitFor()).isEqualTo(137);
        }

        /** Without the signal, the sleep would outlive the JVM and fail the test. */
        @Test
        @DisplayName(
                "control: with PR_SET_PDEATHSIG, a child that the main thread has started survives the end of another thread")
        void diesWithTheJvm() {
            Needs.all(Needs.program("setpriv"));
            assertThat(Jvm.run(DiesWithTheJvm.class))
                    .containsExactly("another thread has ended, the child runs: true");
        }
    }
}
