package dev.defunct.sigchldhandler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jnr.constants.platform.Signal;
import jnr.constants.platform.WaitFlags;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Runs AsInit at a terminal that script(1) makes: a line written to script's input is typed there.
 */
@DisplayName("AsInit at a terminal")
@Execution(ExecutionMode.CONCURRENT)
class TerminalIT {

    private static final String CTRL_C = "\u0003";

    /** Prints "int" for each SIGINT, and then the first line that it reads. */
    private static final String READS =
            "stty -echo; trap \"echo int\" INT; echo ready; until read line; do :; done;"
                    + " echo \"read $line\"; exit 7";

    @Test
    @DisplayName(
            "the command of AsInit can read from the terminal, and gets SIGINT once for one Ctrl-C")
    void reads() throws Exception {
        Process terminal = open(run(AsInit.class, READS));
        NextLine.is("ready", terminal);
        type(CTRL_C, terminal);
        NextLine.is("int", terminal);
        type("hello\n", terminal);
        NextLine.is("read hello", terminal);
        assertThat(terminal.waitFor()).isEqualTo(7);
    }

    @Test
    @DisplayName(
            "when the command has exited, the caller of AsInit can read from the terminal again")
    void givesBack() throws Exception {
        Process terminal =
                open(
                        "stty -echo; "
                                + run(AsInit.class, "echo ready")
                                + "; read line; echo \"read $line\"");
        NextLine.is("ready", terminal);
        type("hello\n", terminal);
        NextLine.is("read hello", terminal);
        assertThat(terminal.waitFor()).isZero();
    }

    @Test
    @DisplayName(
            "if the caller has started AsInit in the background, the caller keeps the terminal")
    void background() throws Exception {
        String inBackground = "set -m; " + run(AsInit.class, "echo ready; exit 7") + " & ";
        Process terminal =
                open("stty -echo; " + inBackground + "read line; echo \"read $line\"; wait $!");
        NextLine.is("ready", terminal);
        type("hello\n", terminal);
        NextLine.is("read hello", terminal);
        assertThat(terminal.waitFor()).isEqualTo(7);
    }

    @Nested
    @DisplayName("control: an init that keeps the terminal")
    class Control {

        /** Gives its command a process group, but not the terminal. */
        static final class KeepsTheTerminal {
            public static void main(String[] args) {
                int[] status = new int[1];
                List<byte[]> words = Stream.of(args).map(String::getBytes).toList();
                int child = Spawn.commandInOwnGroup(Set.of(), words, List.of());
                Posix.get().waitpid(child, status, WaitFlags.WUNTRACED.intValue());
                System.out.println("stopped: " + ((status[0] & 0xff) == 0x7f)); // WIFSTOPPED
                Posix.get().kill(child, Signal.SIGKILL.intValue());
                Posix.get().waitpid(child, status, 0);
            }
        }

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        @DisplayName(
                "control: a command that has its own process group, but not the terminal, is stopped when it reads")
        void stopped() throws Exception {
            Process terminal = open(run(KeepsTheTerminal.class, "read line"));
            NextLine.is("stopped: true", terminal);
            assertThat(terminal.waitFor()).isZero();
        }
    }

    private static Process open(String script) throws IOException {
        Needs.all(Needs.program("script"));
        List<String> command =
                Stream.concat(
                                Jvm.withDefaultSignals().stream(),
                                Stream.of(
                                        "script",
                                        "--quiet",
                                        "--return",
                                        "--command",
                                        script,
                                        "/dev/null"))
                        .toList();
        return new ProcessBuilder(command).start();
    }

    private static String run(Class<?> init, String script) {
        return Spawn.javaCommand(init, "sh", "-c", script).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }

    private static void type(String keys, Process terminal) throws IOException {
        terminal.outputWriter().append(keys).flush();
    }
}
