package dev.defunct.sigign;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.util.List;
import org.assertj.core.api.AbstractBooleanAssert;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;
import sun.misc.SignalHandler;

@DisplayName("2.2 What happens in a JVM that ignores SIGCHLD")
@Order(2)
class JvmTest {

    @Test
    @DisplayName(
            "the JDK undoes SIG_IGN at the first ProcessBuilder.start(), and since JDK 21 also at the first System.getenv()")
    void undone() {
        assertThat(Jvm.run(IgnoresTooSoon.class))
                .containsExactly(
                        "at first, SIGCHLD: default",
                        "after SIG_IGN, SIGCHLD: ignored",
                        "after System.getenv(), SIGCHLD: " + Jvm.sinceJdk(21, "ignored", "default"),
                        "after ProcessBuilder.start(), SIGCHLD: default",
                        "a child that has exited is a zombie: true");
    }

    @Test
    @DisplayName(
            "control: the JDK does not undo SIG_IGN if Class.forName(\"java.lang.ProcessImpl\") was called before")
    void prevented() {
        assertThat(Jvm.run(IgnoresInTime.class))
                .containsExactly(
                        "at first, SIGCHLD: default",
                        "after SIG_IGN, SIGCHLD: ignored",
                        "after System.getenv(), SIGCHLD: ignored",
                        "after ProcessBuilder.start(), SIGCHLD: ignored",
                        "a child that has exited is a zombie: false");
    }

    @Test
    @DisplayName(
            "D1, the price: waitFor() returns 0 for a child that exited with 7, and for a child that SIGKILL killed")
    void losesExitCodes() {
        assertThat(Jvm.run(LosesExitCodes.class))
                .containsExactly(
                        "after exit 7, waitFor() returns 0", "after SIGKILL, waitFor() returns 0");
    }

    @Test
    @DisplayName(
            "D1, control: with SIGCHLD at its default, waitFor() returns 7 and, after SIGKILL, 128 + 9")
    void keepsExitCodes() {
        assertThat(Jvm.run(KeepsExitCodes.class))
                .containsExactly(
                        "after exit 7, waitFor() returns 7",
                        "after SIGKILL, waitFor() returns 137");
    }

    @Test
    @DisplayName(
            "a child inherits the ignored SIGCHLD: if the child is python3, it reports that its own child exited with 0, not with 3")
    void handsItDown() {
        Needs.all(Needs.program("python3"));
        assertThat(Jvm.run(HandsItDown.class)).containsExactly("python3: it exited with 0");
    }

    @Test
    @DisplayName(
            "control: if the same python3 is started through env --default-signal=CHLD, it reports 3")
    void takesItBack() {
        Needs.all(Needs.program("python3"), Needs.envWithDefaultSignal());
        assertThat(Jvm.run(TakesItBack.class)).containsExactly("python3: it exited with 3");
    }

    /** Prints which signals a child of ProcessBuilder ignores. */
    static final class StartsByProcessBuilder {
        static final String IGNORES = "ignores SIGCHLD";

        public static void main(String[] args) throws Exception {
            Class.forName("java.lang.ProcessImpl");
            if (args[0].equals(IGNORES)) {
                Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
            }
            new ProcessBuilder(SHOWS_IGNORED).inheritIO().start().waitFor();
        }
    }

    private static final String[] SHOWS_IGNORED = {"grep", "SigIgn", "/proc/self/status"};

    @Test
    @DisplayName("a child of ProcessBuilder inherits the ignored SIGCHLD, too")
    void processBuilderHandsItDown() {
        assertThat(Jvm.run(StartsByProcessBuilder.class, StartsByProcessBuilder.IGNORES))
                .singleElement()
                .satisfies(line -> assertThatItIgnoresSigchld(line).isTrue());
    }

    @Test
    @DisplayName("control: without SIG_IGN, a child of ProcessBuilder does not ignore SIGCHLD")
    void processBuilderDoesNot() {
        assertThat(Jvm.run(StartsByProcessBuilder.class, "default"))
                .singleElement()
                .satisfies(line -> assertThatItIgnoresSigchld(line).isFalse());
    }

    @Test
    @DisplayName(
            "if SIGCHLD was ignored when bash started, the programs that bash starts ignore SIGCHLD, too")
    void bash() {
        assertThat(startedByAShellThatIgnores("bash"))
                .satisfies(line -> assertThatItIgnoresSigchld(line).isTrue());
    }

    @Test
    @DisplayName(
            "if SIGCHLD was ignored when dash started, dash starts programs with SIGCHLD at its default")
    void dash() {
        assertThat(startedByAShellThatIgnores("dash"))
                .satisfies(line -> assertThatItIgnoresSigchld(line).isFalse());
    }

    private static AbstractBooleanAssert<?> assertThatItIgnoresSigchld(String line) {
        return assertThat(ignoresSigchld(line))
                .as("whether the bit of SIGCHLD, 0x10000, is set in %s", line);
    }

    /**
     * Starts a shell with SIGCHLD ignored. The shell starts a program that prints which signals it
     * ignores.
     */
    private static String startedByAShellThatIgnores(String shell) {
        Needs.all(Needs.program(shell), Needs.envWithDefaultSignal());
        String script = String.join(" ", SHOWS_IGNORED) + "; true"; // so grep is not last: no exec
        List<String> command = List.of("env", "--ignore-signal=CHLD", shell, "-c", script);
        try (ChildProcess program = ChildProcess.start(command)) {
            await("the shell ends").until(program::ended);
            assertThat(program.lines()).hasSize(1);
            return program.lines().get(0);
        }
    }

    /**
     * The mask has a bit for each signal. The lowest is signal 1, and SIGCHLD is 17 (signal(7)).
     */
    private static boolean ignoresSigchld(String line) {
        return (Long.parseUnsignedLong(line.replaceFirst("SigIgn:\\s*", ""), 16) >> 16 & 1) == 1;
    }

    /** Ignores SIGCHLD, and waits for a child whose first thread ends before its second thread. */
    static final class StartsTwoThreads {
        static final String CHILD =
                """
                import ctypes, os, threading
                threading.Thread(target=lambda: (os.read(0, 1), os._exit(7))).start()
                ctypes.CDLL(None).pthread_exit(None)
                """;

        public static void main(String[] args) throws Exception {
            Class.forName("java.lang.ProcessImpl");
            Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
            int child = Spawn.command("python3", "-c", CHILD);
            System.out.println(child);
            int result = Posix.get().waitpid(child, new int[1], 0);
            System.out.println("waitpid: " + result);
        }
    }

    @Test
    @DisplayName(
            "D1: even with SIGCHLD ignored, a child has the state Z from the end of its first thread until its last thread ends")
    void stateZ() {
        Needs.all(Needs.linux(), Needs.program("python3"));
        try (ChildProcess parent = ChildProcess.start(Spawn.javaCommand(StartsTwoThreads.class))) {
            await("the child is started").until(() -> !parent.lines().isEmpty());
            long child = Long.parseLong(parent.lines().get(0));
            assertThatProcess(child).becomes(State.LEADER_EXITED).hasParent(parent.pid());
            assertThat(State.LEADER_EXITED.letter()).isEqualTo('Z');

            parent.close(); // the end of its input ends the second thread

            assertThatProcess(child).vanishes();
            await("the parent ends").until(parent::ended);
            assertThat(parent.lines()).endsWith("waitpid: -1");
        }
    }

    @Test
    @DisplayName(
            "SIG_IGN is not retroactive: an existing zombie stays, and waitpid still returns its status")
    void tooLate() {
        assertThat(Jvm.run(IgnoresTooLate.class))
                .containsExactly(
                        "before SIG_IGN, a zombie: true",
                        "after SIG_IGN, a zombie: true",
                        "waitpid: exited with code 7",
                        "after waitpid, a zombie: false");
    }
}
