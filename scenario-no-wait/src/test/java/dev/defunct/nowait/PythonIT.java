package dev.defunct.nowait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("1.3 In Python: what Popen reaps on its own, and what stays even with SIGCHLD ignored")
@Execution(ExecutionMode.CONCURRENT)
class PythonIT {

    private static final String STATE =
            """
            import os, signal, subprocess, sys
            def state(pid):
                try:
                    return open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0]
                except FileNotFoundError:
                    return "gone"
            """;

    /** Starts a child, keeps its Popen or drops it, lets the child exit, and starts another. */
    private static final String POPEN =
            """
            child = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
            pid, input = child.pid, child.stdin
            if sys.argv[1] == "dropped":
                del child
            input.close()
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
            if sys.argv[1] == "dropped after the exit":
                del child
            print(state(pid))
            subprocess.Popen(["true"]).wait()
            print(state(pid))
            """;

    /** Starts a child that exits with 7, while SIGCHLD is ignored, and waits for it twice. */
    private static final String IGNORES =
            """
            import ctypes, platform
            libc = ctypes.CDLL(None)
            WALL, PTRACE_TRACEME = 0x40000000, 0
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            if sys.argv[1] == "cloned":
                clone = 56 if platform.machine() == "x86_64" else 220
                pid = libc.syscall(clone, 0, 0, 0, 0, 0)  # the exit signal is 0, not SIGCHLD
            else:
                pid = os.fork()
            if pid == 0:
                if sys.argv[1] == "traced":
                    libc.ptrace(PTRACE_TRACEME, 0, 0, 0)  # by its parent
                os._exit(7)
            try:
                os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | WALL)  # blocks
            except ChildProcessError:
                pass
            print(state(pid))
            for options in 0, WALL:
                try:
                    print(os.WEXITSTATUS(os.waitpid(pid, options)[1]))
                except ChildProcessError:
                    print("ECHILD")
            """;

    @Test
    @DisplayName("A4: the child of a Popen that the program holds stays a zombie")
    void heldPopen() throws IOException {
        assertThat(python(POPEN, "held")).containsExactly("Z", "Z");
    }

    @Test
    @DisplayName(
            "B4: a traced child of a parent that ignores SIGCHLD is a zombie until it is reaped")
    void traced() throws IOException {
        assertThat(python(IGNORES, "traced")).containsExactly("Z", "7", "ECHILD");
    }

    @Test
    @DisplayName(
            "B4: so is one cloned without SIGCHLD as exit signal, which plain waitpid does not find")
    void cloned() throws IOException {
        assertThat(python(IGNORES, "cloned")).containsExactly("Z", "ECHILD", "7");
    }

    @Nested
    @DisplayName("control, where the same look has to come out the other way:")
    @Execution(ExecutionMode.CONCURRENT)
    class Control {

        @Test
        @DisplayName("A4, control: the next Popen reaps the child of a Popen that nobody holds")
        void droppedPopen() throws IOException {
            assertThat(python(POPEN, "dropped")).containsExactly("Z", "gone");
        }

        @Test
        @DisplayName("A4, control: if the child has exited, dropping its Popen reaps it")
        void droppedAfterTheExit() throws IOException {
            assertThat(python(POPEN, "dropped after the exit")).containsExactly("gone", "gone");
        }

        @Test
        @DisplayName("B4, control: an ordinary child of a parent that ignores SIGCHLD is gone")
        void forked() throws IOException {
            assertThat(python(IGNORES, "forked")).containsExactly("gone", "ECHILD", "ECHILD");
        }
    }

    private static List<String> python(String program, String argument) throws IOException {
        Needs.all(Needs.linux(), Needs.program("python3"));
        Process python =
                new ProcessBuilder("python3", "-c", STATE + program, argument)
                        .redirectErrorStream(true)
                        .start();
        return new String(python.getInputStream().readAllBytes()).lines().toList();
    }
}
