package dev.defunct.lab.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.testing.Jvm;
import java.util.ArrayList;
import java.util.List;
import jnr.constants.platform.Signal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Launch: when a PID namespace ends")
class LaunchTest {

    @Test
    @DisplayName(
            "PID 1 of a namespace is killed when its unshare is killed, but not when the parent of unshare is killed")
    void killChild() {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" & wait", "sh"));
        command.addAll(Jvm.asPid1());
        command.addAll(List.of("sh", "-c", "echo runs; exec sleep 1000"));
        try (ChildProcess shell = ChildProcess.start(command)) {
            await("PID 1 runs").until(() -> shell.lines().contains("runs"));
            ProcessHandle unshare = onlyChildOf(shell.pid());
            ProcessHandle pid1 = onlyChildOf(unshare.pid());

            kill(shell.pid());
            await("the shell is gone").until(() -> ProcessHandle.of(shell.pid()).isEmpty());
            assertThat(unshare.isAlive()).as("whether unshare runs").isTrue();
            assertThat(pid1.isAlive()).as("whether PID 1 runs").isTrue();
            assertThat(shell.ended()).as("whether all writers of its output have exited").isFalse();

            kill(unshare.pid());
            await("PID 1 has closed its output").until(shell::ended);
        }
    }

    private static ProcessHandle onlyChildOf(long pid) {
        List<ProcessHandle> children = ProcessHandle.of(pid).orElseThrow().children().toList();
        assertThat(children).as("children of %s", pid).hasSize(1);
        return children.get(0);
    }

    private static void kill(long pid) {
        assertThat(Posix.get().kill((int) pid, Signal.SIGKILL.intValue())).isZero();
    }
}
