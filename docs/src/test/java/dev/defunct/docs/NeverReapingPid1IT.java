package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.cli.Play;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.testing.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One example is a container whose PID 1 is Maven's JVM. Here PID 1 of a namespace starts the play
 * and then becomes sleep, which never waits.
 */
@DisplayName("./play on a machine whose PID 1 never reaps")
@Execution(ExecutionMode.CONCURRENT)
class NeverReapingPid1IT {

    @ParameterizedTest(quoteTextArguments = false, name = "./play {0} --init {1}: {2}")
    @DisplayName("if PID 1 never reaps, a play under one of our own inits has the usual outcome:")
    @CsvSource({
        "1.1, reaping,  NO_ZOMBIE",
        "1.3, reaping,  ZOMBIE_UNTIL_PARENT_EXITS",
        "2.1, careless, ZOMBIE_UNTIL_INIT_EXITS"
    })
    void ownInits(String section, String init, String outcome) throws Exception {
        assertThat(play(section, init))
                .anyMatch(line -> line.startsWith("outcome seen:     " + outcome))
                .endsWith("as expected", "exit status 0");
    }

    @Test
    @DisplayName(
            "if PID 1 never reaps, a play under host prints that the zombie stays, and expects the outcome of --init careless")
    void host() throws Exception {
        assertThat(play("1.3", "host"))
                .anyMatch(line -> line.matches("B4 .* yes +yes"))
                .anyMatch(line -> line.matches("B5 .* no +no"))
                .contains(
                        "outcome seen:     ZOMBIE_UNTIL_INIT_EXITS",
                        "PID 1 (sleep) did not reap the app within 10 s: on this machine an orphan"
                                + " that exits stays a zombie, as under --init careless")
                .endsWith("as expected", "exit status 0");
    }

    /** Everything that a play prints, and a line with the play's exit status. */
    private static List<String> play(String section, String init) throws IOException {
        List<String> command = new ArrayList<>(Jvm.asPid1());
        String becomesSleep = "(\"$@\"; echo exit status $?) & exec sleep 1000";
        command.addAll(List.of("sh", "-c", becomesSleep, "sh"));
        command.addAll(Spawn.javaCommand(Play.class, section, "--tick", "20ms", "--init", init));
        Process pid1 = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            List<String> lines = new ArrayList<>();
            BufferedReader words = pid1.inputReader();
            for (String line = words.readLine(); line != null; line = words.readLine()) {
                lines.add(line);
                if (line.startsWith("exit status")) {
                    break; // PID 1 itself does not end
                }
            }
            return lines;
        } finally {
            pid1.destroyForcibly();
        }
    }
}
