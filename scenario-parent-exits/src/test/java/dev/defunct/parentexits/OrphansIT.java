package dev.defunct.parentexits;

import static dev.defunct.lab.testing.LabAssertions.assertThat;
import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.ps.PidNamespace;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jnr.constants.platform.Signal;
import jnr.posix.POSIX;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each orphan here is a cat that a shell starts and leaves behind. The cat ends when its input
 * ends.
 */
@DisplayName("1.1 Orphans: which process adopts them, and which signal they get")
@Execution(ExecutionMode.CONCURRENT)
class OrphansIT {

    private static final String LEAVES_AN_ORPHAN = "cat <&3 >&4 & echo orphan $! >&4";
    private static final String WITH_ITS_STREAMS = "exec 3<&0 4>&1; ";

    /** Runs a shell as the leader of a session that has a terminal. Keeps the terminal open. */
    private static final String WITH_A_TERMINAL =
            """
            import os, pty, sys
            os.dup2(0, 3)
            os.dup2(1, 4)
            pid, terminal = pty.fork()
            if pid == 0:
                os.execvp("sh", ["sh", "-c", sys.argv[1]])
            os.waitpid(pid, 0)
            print("the command has exited", flush=True)
            sys.stdin.read()
            """;

    /**
     * Runs a command, and adopts the orphans that the command leaves. Prints each process that it
     * reaps.
     */
    static final class Subreaper {
        public static void main(String[] command) throws IOException {
            POSIX posix = Posix.get();
            Posix.becomeSubreaper();
            int child = Spawn.command(command);
            int[] status = new int[1];
            int pid;
            while ((pid = posix.waitpid(-1, status, 0)) > 0) {
                String name = pid == child ? "the command" : "orphan " + pid;
                System.out.println(name + " " + WaitStatus.of(status[0]));
            }
            while (System.in.read() >= 0) {} // until the test ends
        }
    }

    @Test
    @DisplayName(
            "B1, corrected: an orphan in a PID namespace is adopted by PID 1 of that namespace, not by a subreaper outside the namespace")
    void subreaperOutside() {
        try (ChildProcess container = ChildProcess.start(plus(Jvm.asPid1(), "cat"))) {
            long pid1 = pid1(container);
            try (ChildProcess subreaper =
                    below(entering(pid1, "sh", "-c", WITH_ITS_STREAMS + LEAVES_AN_ORPHAN))) {
                await().until(() -> subreaper.lines().contains("the command exited with code 0"));

                await().untilAsserted(
                                () ->
                                        assertThat(childrenOf(pid1))
                                                .as(
                                                        "the children of PID 1, which has to adopt the orphan; the subreaper outside has %s",
                                                        childrenOf(subreaper.pid()))
                                                .containsExactly("cat"));
                assertThat(childrenOf(subreaper.pid())).isEmpty();
                assertThat(ProcessTable.ofThisMachine().find(subreaper.pid())).isPresent();
            }
        }
    }

    @Test
    @DisplayName(
            "B1, corrected: if a process is in a PID namespace, but its parent is outside and exits, a subreaper outside adopts the process")
    void parentOutside() {
        try (ChildProcess container = ChildProcess.start(plus(Jvm.asPid1(), "cat"));
                ChildProcess subreaper = below(entering(pid1(container), "cat"))) {
            await("nsenter, outside, has a child inside")
                    .until(() -> childrenOf(nsenter(subreaper)), List.of("cat")::equals);
            long child = childOf(nsenter(subreaper));

            ProcessHandle.of(nsenter(subreaper)).orElseThrow().destroyForcibly();

            await().untilAsserted(
                            () ->
                                    assertThat(childrenOf(subreaper.pid()))
                                            .as(
                                                    "children of the subreaper outside, %d; the child inside is now %s",
                                                    subreaper.pid(),
                                                    ProcessTable.ofThisMachine().find(child))
                                            .containsExactly("cat"));
        }
    }

    @Test
    @DisplayName(
            "when PID 1 of a PID namespace is killed, a process whose parent is outside stays a zombie until that parent reaps it, and PID 1 stays as long")
    void reapedFromOutside() {
        try (ChildProcess container = ChildProcess.start(plus(Jvm.asPid1(), "cat"))) {
            long pid1 = pid1(container);
            try (ChildProcess outside = below(entering(pid1, "cat"))) {
                await("nsenter, outside, has a child inside")
                        .until(() -> childrenOf(nsenter(outside)), List.of("cat")::equals);
                long nsenter = nsenter(outside);
                long inside = childOf(nsenter);
                signal(nsenter, Signal.SIGSTOP); // so that it does not reap its child

                signal(pid1, Signal.SIGKILL);
                assertThatProcess(inside).becomesZombie().hasParent(nsenter);
                assertThatProcess(pid1).becomes(State.SLEEPING);

                signal(nsenter, Signal.SIGCONT);
                assertThatProcess(inside).vanishes();
                assertThatProcess(pid1).vanishes();
            }
        }
    }

    private static void signal(long pid, Signal signal) {
        assertThat(Posix.get().kill((int) pid, signal.intValue())).isZero();
    }

    private static long childOf(long pid) {
        return ProcessTable.ofThisMachine().all().stream()
                .filter(entry -> entry.parent() == pid)
                .mapToLong(ProcessEntry::pid)
                .findFirst()
                .orElseThrow();
    }

    private static long nsenter(ChildProcess subreaper) {
        return ProcessTable.ofThisMachine().all().stream()
                .filter(entry -> entry.parent() == subreaper.pid())
                .filter(entry -> entry.command().equals("nsenter"))
                .mapToLong(ProcessEntry::pid)
                .findFirst()
                .orElse(0);
    }

    @Test
    @DisplayName(
            "B1: when the leader of a session without a terminal exits, its orphan does not get a signal")
    void sessionWithoutTerminal() {
        Needs.all(Needs.program("setsid"));
        assertThat(howTheOrphanEnds("setsid", "sh", "-c", WITH_ITS_STREAMS + LEAVES_AN_ORPHAN))
                .isEqualTo("exited with code 0");
    }

    @Test
    @DisplayName(
            "forking twice does not protect a child in a terminal from the SIGHUP of that terminal")
    void forkedTwice() {
        Needs.all(Needs.program("python3"));
        String twice = "(" + LEAVES_AN_ORPHAN + ")"; // a subshell starts the orphan and exits
        assertThat(howTheOrphanEnds("python3", "-c", WITH_A_TERMINAL, twice))
                .isEqualTo("was killed by SIGHUP (1)");
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    @Execution(ExecutionMode.CONCURRENT)
    class Control {

        @Test
        @DisplayName(
                "B1, control: without a PID namespace of its own, the orphan is adopted by the subreaper")
        void noNamespace() {
            try (ChildProcess subreaper =
                    below(List.of("sh", "-c", WITH_ITS_STREAMS + LEAVES_AN_ORPHAN))) {
                await().untilAsserted(
                                () ->
                                        assertThat(childrenOf(subreaper.pid()))
                                                .containsExactly("cat"));
            }
        }

        @Test
        @DisplayName(
                "B1, control: when the leader of a session with a terminal exits, its orphan in the foreground gets SIGHUP")
        void foregroundOfATerminal() {
            Needs.all(Needs.program("python3"));
            assertThat(howTheOrphanEnds("python3", "-c", WITH_A_TERMINAL, LEAVES_AN_ORPHAN))
                    .isEqualTo("was killed by SIGHUP (1)");
        }

        @Test
        @DisplayName(
                "B1, control: an orphan in the background, in a job of its own, does not get SIGHUP")
        void backgroundOfATerminal() {
            Needs.all(Needs.program("python3"));
            String job = "set -m; " + LEAVES_AN_ORPHAN;
            assertThat(howTheOrphanEnds("python3", "-c", WITH_A_TERMINAL, job))
                    .isEqualTo("exited with code 0");
        }
    }

    /**
     * Ends the orphan's input when the session leader has exited, and returns how the orphan ended.
     */
    private static String howTheOrphanEnds(String... command) {
        try (ChildProcess subreaper = below(List.of(command))) {
            await("the session leader has exited")
                    .until(
                            () ->
                                    subreaper.lines().stream()
                                            .anyMatch(line -> line.startsWith("the command ")));
            String orphan = lineOf(subreaper, "orphan ") + " ";
            subreaper.close();
            await("the orphan has ended")
                    .until(() -> subreaper.lines().stream().anyMatch(l -> l.startsWith(orphan)));
            return lineOf(subreaper, orphan).substring(orphan.length());
        }
    }

    private static String lineOf(ChildProcess subreaper, String beginning) {
        return subreaper.lines().stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private static ChildProcess below(List<String> command) {
        List<String> subreaper = Spawn.javaCommand(Subreaper.class);
        subreaper.addAll(command);
        return ChildProcess.start(plus(Jvm.withDefaultSignals(), subreaper.toArray(String[]::new)));
    }

    /**
     * Does what docker exec does: runs a command from outside in the PID namespace of a container.
     */
    private static List<String> entering(long pid1, String... command) {
        List<String> nsenter = new ArrayList<>(List.of("nsenter", "--target=" + pid1, "--pid"));
        Needs.all(Needs.succeeds("nsenter", "apt-get install util-linux", "nsenter", "--version"));
        if (Jvm.asPid1().contains("--user")) {
            nsenter.addAll(List.of("--user", "--preserve-credentials"));
        }
        return plus(nsenter, command);
    }

    private static long pid1(ChildProcess container) {
        PidNamespace namespace = new PidNamespace(container.pid());
        await("PID 1").until(() -> namespace.find(1).isPresent());
        return namespace.find(1).orElseThrow().pid();
    }

    private static List<String> childrenOf(long pid) {
        return ProcessTable.ofThisMachine().all().stream()
                .filter(entry -> entry.parent() == pid)
                .map(ProcessEntry::command)
                .toList();
    }

    private static List<String> plus(List<String> command, String... rest) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(rest));
        return whole;
    }
}
