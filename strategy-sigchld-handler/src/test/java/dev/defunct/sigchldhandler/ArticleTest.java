package dev.defunct.sigchldhandler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The two mistakes of the article's handler wait_child, each shown by a few lines of our own. */
@DisplayName("E3 The two bugs of the article's handler, in Python")
class ArticleTest {

    private static final String PRINTS =
            """
            childpid, exitcode = 4713, 7
            print('%s ended with %s' % childpid, exitcode)
            """;

    private static final String SHIFTS =
            """
            import os, signal
            child = os.posix_spawnp('sleep', ['sleep', '60'], os.environ)
            os.kill(child, signal.SIGKILL)
            status = os.waitpid(child, 0)[1]
            print(status, status >> 8)
            """;

    @Test
    @DisplayName(
            "the handler's print raises TypeError, because % binds more tightly than the comma")
    void typeError() throws Exception {
        assertThat(python(PRINTS))
                .contains("TypeError: not enough arguments for format string")
                .doesNotContain("4713 ended");
    }

    @Test
    @DisplayName("control: with both arguments in a tuple, print prints the pid and the exit code")
    void tuple() throws Exception {
        assertThat(python(PRINTS.replace("childpid, exitcode)", "(childpid, exitcode))")))
                .isEqualTo("4713 ended with 7");
    }

    @Test
    @DisplayName(
            "for a child killed by SIGKILL, status >> 8 is 0, the same as for a child that exited with 0; WaitStatus shows the signal")
    void killed() throws Exception {
        String[] words = python(SHIFTS).split(" ");
        assertThat(words[1]).isEqualTo("0");
        assertThat(WaitStatus.of(Integer.parseInt(words[0])))
                .hasToString("was killed by SIGKILL (9)");
    }

    @Test
    @DisplayName("control: for a child that has exited, status >> 8 is its exit code")
    void exited() throws Exception {
        String exits = SHIFTS.replace("'sleep', ['sleep', '60']", "'sh', ['sh', '-c', 'exit 7']");
        String[] words = python(exits.replace("os.kill(child, signal.SIGKILL)", "")).split(" ");
        assertThat(words[1]).isEqualTo("7");
        assertThat(WaitStatus.of(Integer.parseInt(words[0]))).hasToString("exited with code 7");
    }

    private static String python(String program) throws IOException {
        Needs.all(Needs.program("python3"));
        Process python =
                new ProcessBuilder("python3", "-c", program).redirectErrorStream(true).start();
        return new String(python.getInputStream().readAllBytes()).trim();
    }
}
