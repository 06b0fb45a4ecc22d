package dev.defunct.sigchldhandler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.testing.Jvm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("HotSpot uses SIGUSR2 itself: JFR suspends threads with it")
@Execution(ExecutionMode.CONCURRENT)
class Usr2IT {

    @Test
    @DisplayName(
            "a handler that forwards SIGUSR2 kills the child, although no other process has sent SIGUSR2")
    void forwards() {
        assertThat(Jvm.run(ForwardsUsr2.class))
                .containsExactly("sleep 3 was killed by SIGUSR2 (12)");
    }

    @Test
    @DisplayName("control: without a handler that forwards SIGUSR2, the child exits with code 0")
    void leaves() {
        assertThat(Jvm.run(LeavesUsr2ToTheJvm.class)).containsExactly("sleep 3 exited with code 0");
    }

    @Test
    @DisplayName(
            "as-init does not forward SIGUSR2: its command exits with code 0, although JFR tries to sample as-init")
    void asInit() throws Exception {
        List<String> command = new ArrayList<>(Jvm.withDefaultSignals());
        String orphans = "for i in $(seq 3000); do (true &); done"; // keep as-init busy
        List<String> java = Spawn.javaCommand(AsInit.class, "sh", "-c", orphans);
        java.add(1, "-XX:StartFlightRecording:settings=profile");
        command.addAll(java);
        Process init = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(init.getInputStream().readAllBytes());
        assertThat(init.waitFor()).as(output).isZero();
    }
}
