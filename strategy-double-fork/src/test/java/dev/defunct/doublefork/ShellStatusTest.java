package dev.defunct.doublefork;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("2.1 What the variable $? of a shell does not show")
class ShellStatusTest {

    private static final String KILLED = "kill -KILL $$";
    private static final String EXITS = "exit 137";

    @Test
    @DisplayName(
            "after a program that SIGKILL killed, $? is 137, as after a program that exited with code 137")
    void sameForTheShell() throws IOException {
        assertThat(shellSays(KILLED)).isEqualTo("137");
        assertThat(shellSays(EXITS)).isEqualTo("137");
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    class Control {

        @Test
        @DisplayName(
                "control: waitpid returns a different status for SIGKILL than for exit code 137")
        void notForWaitpid() {
            assertThat(waitpidSays(KILLED)).isEqualTo(new WaitStatus.Signaled(9, false));
            assertThat(waitpidSays(EXITS)).isEqualTo(new WaitStatus.Exited(137));
        }
    }

    private static String shellSays(String program) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "sh -c '" + program + "'; echo $?").start();
        return new String(shell.getInputStream().readAllBytes()).trim();
    }

    private static WaitStatus waitpidSays(String program) {
        int[] status = new int[1];
        Posix.get().waitpid(Spawn.command("sh", "-c", program), status, 0);
        return WaitStatus.of(status[0]);
    }
}
