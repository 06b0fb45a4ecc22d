package dev.defunct.nowait;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("1.3 Reading from /proc how a zombie exited, without reaping it")
class ReadsTheExitStatusTest {

    private static final int EXIT_7 = 7 << 8;

    @Test
    @DisplayName("the last field of /proc/PID/stat distinguishes exit code 7 from SIGKILL")
    void tellsKilledFromFailed() {
        assertThat(Jvm.run(ReadsTheExitStatus.class))
                .containsExactly(
                        "exit 7: exited with code 7",
                        "still a zombie: true",
                        "kill -KILL $$: was killed by SIGKILL (9)",
                        "still a zombie: true");
    }

    @Nested
    @DisplayName("for a child that exits when the test lets it:")
    class OfAChild {

        @TempDir private Path folder;

        private Path whileItExists;
        private int child;

        @BeforeEach
        void start() throws IOException {
            whileItExists = Files.createFile(folder.resolve("run"));
            String script = "while [ -e \"$0\" ]; do sleep 0.01; done; exit 7";
            child = Spawn.command("sh", "-c", script, whileItExists.toString());
        }

        @AfterEach
        void reap() throws IOException {
            Files.deleteIfExists(whileItExists);
            Posix.get().waitpid(child, new int[1], 0);
        }

        @Test
        @DisplayName(
                "the last field of /proc/PID/stat is the status that waitpid returns, and reading it does not reap the child")
        void sameAsWaitpid() throws Exception {
            exitsWith7();
            assertThat(ReadsTheExitStatus.exitStatus(child)).isEqualTo(EXIT_7);
            assertThatProcess(child).becomesZombie();
            int[] status = new int[1];
            assertThat(Posix.get().waitpid(child, status, 0)).isEqualTo(child);
            assertThat(status[0]).isEqualTo(EXIT_7);
        }

        @Test
        @DisplayName("control: while the child runs, the last field of /proc/PID/stat is 0")
        void runs() throws Exception {
            assertThat(ReadsTheExitStatus.exitStatus(child)).isZero();
        }

        private void exitsWith7() throws IOException {
            Files.delete(whileItExists);
            assertThatProcess(child).becomesZombie();
        }
    }

    @Nested
    @DisplayName("for a zombie of user and group 65534:")
    class OfAnotherUser {

        private static final String[] OWN = {
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"
        };

        private int child;

        @BeforeEach
        void start() {
            Needs.all(Needs.root(), Needs.program("setpriv"));
            start(OWN);
        }

        private void start(String... as) {
            List<String> command = new ArrayList<>(List.of(as));
            command.addAll(List.of("sh", "-c", "exit 7"));
            child = Spawn.command(command.toArray(String[]::new));
            assertThatProcess(child).becomesZombie();
        }

        @AfterEach
        void reap() {
            if (child != 0) {
                Posix.get().waitpid(child, new int[1], 0);
            }
        }

        @Test
        @DisplayName(
                "root, and a process of the zombie's user and group, can read the exit status of the zombie")
        void shown() throws Exception {
            assertThatLastField().isEqualTo(Integer.toString(EXIT_7));
            assertThatLastField(OWN).isEqualTo(Integer.toString(EXIT_7));
        }

        @Test
        @DisplayName(
                "control: root without CAP_SYS_PTRACE, as in a container of Docker, reads 0 instead of the exit status")
        void rootOfAContainer() throws Exception {
            assertThatLastField("setpriv", "--bounding-set=-sys_ptrace").isEqualTo("0");
        }

        @Test
        @DisplayName(
                "control: a process of only the zombie's user, or of only the zombie's group, reads 0 instead of the exit status")
        void otherUserOrGroup() throws Exception {
            assertThatLastField("setpriv", "--reuid=65534", "--clear-groups").isEqualTo("0");
            assertThatLastField("setpriv", "--reuid=65533", "--regid=65534", "--clear-groups")
                    .isEqualTo("0");
        }

        @Test
        @DisplayName(
                "control: a process of the zombie's user and group reads 0 if the zombie has a capability that this process lacks")
        void fewerCapabilities() throws Exception {
            List<String> capable = new ArrayList<>(List.of(OWN));
            capable.addAll(List.of("--inh-caps=+net_raw", "--ambient-caps=+net_raw"));
            reap();
            start(capable.toArray(String[]::new));
            assertThatLastField(capable.toArray(String[]::new)).isEqualTo(Integer.toString(EXIT_7));
            assertThatLastField(OWN).isEqualTo("0");
        }

        private AbstractStringAssert<?> assertThatLastField(String... as) throws Exception {
            var command = new ArrayList<>(List.of(as));
            command.addAll(List.of("sed", "s/.* //", "/proc/" + child + "/stat"));
            Process sed = new ProcessBuilder(command).redirectErrorStream(true).start();
            return assertThat(new String(sed.getInputStream().readAllBytes()).strip())
                    .as("the last field of the zombie's stat, printed by %s", command);
        }
    }
}
