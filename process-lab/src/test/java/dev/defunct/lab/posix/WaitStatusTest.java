package dev.defunct.lab.posix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.WaitStatus.Continued;
import dev.defunct.lab.posix.WaitStatus.Exited;
import dev.defunct.lab.posix.WaitStatus.Signaled;
import dev.defunct.lab.posix.WaitStatus.Stopped;
import dev.defunct.lab.testing.Needs;
import java.nio.file.Path;
import jnr.posix.POSIX;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("WaitStatus: how a child ended, from the int that waitpid stored")
@Tag("fetch")
class WaitStatusTest {

    private static final int WUNTRACED = 2;
    private static final int WCONTINUED = 8;
    private static final int SIGKILL = 9;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    private final POSIX posix = Posix.get();

    @Test
    @DisplayName("a child that exits is reported with its exit code, for every code from 0 to 255")
    void exited() {
        for (int code = 0; code <= 255; code++) {
            int child = Spawn.command("sh", "-c", "exit " + code);
            assertThat(waitFor(child, 0)).isEqualTo(new Exited(code));
        }
    }

    @Test
    @DisplayName(
            "a child that a signal kills is reported with that signal, for every signal that kills by default")
    void signaled() {
        Needs.all(Needs.envWithDefaultSignal(), Needs.program("kill"));
        for (int signal = 1; signal <= 64; signal++) {
            if (endsAProcess(signal)) {
                int child = Spawn.command(killsItselfWith(signal));
                assertThat(waitFor(child, 0))
                        .as("signal %d", signal)
                        .isEqualTo(new Signaled(signal, false));
            }
        }
    }

    @Test
    @DisplayName(
            "a child that is killed with a core dump is reported as such, if this machine writes core files")
    void coreDumped(@TempDir Path folder) {
        Needs.all(Needs.envWithDefaultSignal(), Needs.program("kill"));
        int child =
                Spawn.command(
                        "env",
                        "--default-signal",
                        "sh",
                        "-c",
                        "cd "
                                + folder
                                + " && ulimit -c unlimited 2>/dev/null && echo yes > allowed;"
                                + " exec kill -QUIT $$");
        WaitStatus status = waitFor(child, 0);
        assertThat(status).isInstanceOf(Signaled.class);
        boolean file = folder.toFile().list((f, name) -> name.startsWith("core")).length > 0;
        if (file) {
            assertThat(status)
                    .isEqualTo(new Signaled(3, true))
                    .hasToString("was killed by SIGQUIT (3) (core dumped)");
        }
        assertThat(WaitStatus.of(3 | 0x80)).isEqualTo(new Signaled(3, true));
    }

    @Test
    @DisplayName("a stopped or continued child is reported as such, not as dead")
    void stoppedAndContinued() {
        int child = Spawn.command("sleep", "1000");
        posix.kill(child, SIGSTOP);
        assertThat(waitFor(child, WUNTRACED)).isEqualTo(new Stopped(SIGSTOP));
        posix.kill(child, SIGCONT);
        assertThat(waitFor(child, WCONTINUED)).isEqualTo(new Continued());
        posix.kill(child, SIGKILL);
        assertThat(waitFor(child, 0)).isEqualTo(new Signaled(SIGKILL, false));
    }

    @Test
    @DisplayName(
            "control (E3): for a child that was killed, status >> 8 is 0, as if the child had exited with 0")
    void shiftIsNoDecoder() {
        int child = Spawn.command("sleep", "1000");
        posix.kill(child, SIGKILL);
        int[] raw = new int[1];
        posix.waitpid(child, raw, 0);
        assertThat(raw[0] >> 8).isZero();
        assertThat(WaitStatus.of(raw[0])).isNotInstanceOf(Exited.class);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @ValueSource(
            strings = {
                "exited with code 7",
                "was killed by SIGKILL (9)",
                "was killed by signal 40"
            })
    @DisplayName("a WaitStatus has a readable text:")
    void words(String words) {
        int raw = words.contains("code") ? 7 << 8 : Integer.parseInt(words.replaceAll("\\D", ""));
        assertThat(WaitStatus.of(raw)).hasToString(words);
    }

    private WaitStatus waitFor(int child, int flags) {
        int[] status = new int[1];
        assertThat(posix.waitpid(child, status, flags)).isEqualTo(child);
        return WaitStatus.of(status[0]);
    }

    /**
     * A command that kills itself with this signal. It writes no core file and ignores no signal,
     * even if this JVM inherited ignored signals. The process that is killed is kill(1) and not the
     * shell, because a shell may ignore SIGQUIT, as bash does.
     */
    private static String[] killsItselfWith(int signal) {
        return new String[] {
            "env", "--default-signal", "sh", "-c", "ulimit -c 0; exec kill -" + signal + " $$"
        };
    }

    /**
     * Whether a signal ends a process by default. Others stop or continue it, or do nothing, and
     * glibc uses two signals itself.
     */
    private static boolean endsAProcess(int signal) {
        return switch (signal) {
            case 17, 18, 19, 20, 21, 22, 23, 28 -> false; // signal(7)
            case 32, 33 -> false; // nptl(7)
            default -> true;
        };
    }
}
