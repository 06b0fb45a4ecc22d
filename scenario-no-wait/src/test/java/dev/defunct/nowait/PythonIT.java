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

@DisplayName(
        "1.3 In Python: which children Popen reaps on its own, and which stay zombies although SIGCHLD is ignored")
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

    /**
     * Starts a child, keeps its Popen object or drops it, lets the child exit, and starts another
     * child.
     */
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

    private static final String IGNORED =
            """
            import ctypes, platform
            libc = ctypes.CDLL(None)
            WALL, PTRACE_TRACEME, PR_SET_CHILD_SUBREAPER = 0x40000000, 0, 36
            def clone():  # the exit signal is 0, not SIGCHLD
                return libc.syscall(56 if platform.machine() == "x86_64" else 220, 0, 0, 0, 0, 0)
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            """;

    /** Starts a child that exits with 7, while SIGCHLD is ignored, and waits for it twice. */
    private static final String IGNORES =
            """
            pid = clone() if sys.argv[1].startswith("cloned") else os.fork()
            if pid == 0:
                if sys.argv[1] == "cloned, calls execve":
                    os.execlp("sh", "sh", "-c", "exit 7")
                if sys.argv[1] == "traced":
                    libc.ptrace(PTRACE_TRACEME, 0, 0, 0)  # by its parent
                os._exit(7)
            try:
                os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | WALL)  # blocks until the child has exited
            except ChildProcessError:
                pass
            print(state(pid))
            for options in 0, WALL:
                try:
                    print(os.WEXITSTATUS(os.waitpid(pid, options)[1]))
                except ChildProcessError:
                    print("ECHILD")
            """;

    /**
     * Adopts a cloned child while SIGCHLD is ignored. Prints the exit signal of that child before
     * and after its adoption.
     */
    private static final String ADOPTS =
            """
            def exit_signal(pid):
                return open(f"/proc/{pid}/stat").read().split()[-15]
            libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
            adopter = os.getpid()
            if os.fork() == 0:
                parent, pid = os.getpid(), clone()
                if pid == 0:
                    while os.getppid() == parent:
                        pass
                    print("adopted by the subreaper:", os.getppid() == adopter)
                    pid = os.getpid()
                print(exit_signal(pid), flush=True)
                os._exit(0)
            try:
                os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT | WALL)  # until all are gone
                print("a zombie stays")
            except ChildProcessError:
                print("no zombie stays")
            """;

    @Test
    @DisplayName("A4: a child stays a zombie if the program keeps its Popen object")
    void heldPopen() throws IOException {
        assertThat(python(POPEN, "held")).containsExactly("Z", "Z");
    }

    @Test
    @DisplayName(
            "B4: a child that is traced by its own parent is a zombie until the parent reaps it, even if the parent ignores SIGCHLD")
    void traced() throws IOException {
        assertThat(python(IGNORED + IGNORES, "traced")).containsExactly("Z", "7", "ECHILD");
    }

    @Test
    @DisplayName(
            "B4: a child cloned without SIGCHLD as its exit signal becomes a zombie even if the parent ignores SIGCHLD, and waitpid finds this zombie only with __WALL")
    void cloned() throws IOException {
        assertThat(python(IGNORED + IGNORES, "cloned")).containsExactly("Z", "ECHILD", "7");
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    @Execution(ExecutionMode.CONCURRENT)
    class Control {

        @Test
        @DisplayName(
                "A4, control: the next Popen reaps a child whose Popen object the program has dropped")
        void droppedPopen() throws IOException {
            assertThat(python(POPEN, "dropped")).containsExactly("Z", "gone");
        }

        @Test
        @DisplayName(
                "A4, control: dropping the Popen object of a child that has exited reaps the child")
        void droppedAfterTheExit() throws IOException {
            assertThat(python(POPEN, "dropped after the exit")).containsExactly("gone", "gone");
        }

        @Test
        @DisplayName(
                "B4, control: an ordinary child of a parent that ignores SIGCHLD does not become a zombie")
        void forked() throws IOException {
            assertThat(python(IGNORED + IGNORES, "forked"))
                    .containsExactly("gone", "ECHILD", "ECHILD");
        }

        @Test
        @DisplayName(
                "B4, control: a child that was cloned without SIGCHLD, and then called execve, does not become a zombie")
        void clonedCallsExecve() throws IOException {
            assertThat(python(IGNORED + IGNORES, "cloned, calls execve"))
                    .containsExactly("gone", "ECHILD", "ECHILD");
        }

        @Test
        @DisplayName(
                "B4, control: a child that was cloned without SIGCHLD, and then adopted by another process, does not become a zombie")
        void clonedIsAdopted() throws IOException {
            assertThat(python(IGNORED + ADOPTS, ""))
                    .as("its exit signal, before and after")
                    .containsExactly(
                            "0", "adopted by the subreaper: True", "17", "no zombie stays");
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
