package dev.defunct.sigchldhandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.Jvm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jnr.constants.platform.Signal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Sends SIGTERM from outside the PID namespace, as docker stop does. */
@DisplayName("What SIGTERM does to a JVM")
@Execution(ExecutionMode.CONCURRENT)
class SigtermIT {

    /** Repeats what it reads, and prints a line when its shutdown hooks run. */
    static final class EchoesWithHook {
        public static void main(String[] args) throws IOException {
            Thread hook = new Thread(() -> System.out.println("shutdown hook"));
            Runtime.getRuntime().addShutdownHook(hook);
            System.in.transferTo(System.out);
        }
    }

    @Test
    @DisplayName("with -Xrs, a JVM that is PID 1 ignores SIGTERM")
    void ignored() throws Exception {
        Process unshare = start(Jvm.asPid1(), EndsOnSigterm.XRS);
        answers(unshare);
        terminate(childOf(unshare));
        await("PID 1 lives on after SIGTERM")
                .during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(20))
                .until(unshare::isAlive);
        answers(unshare);
        unshare.getOutputStream().close();
        assertThat(unshare.waitFor()).isZero();
    }

    @Test
    @DisplayName(
            "control: without -Xrs, a JVM that is PID 1 runs its shutdown hooks on SIGTERM, and exits with code 143")
    void handled() throws Exception {
        Process unshare = start(Jvm.asPid1(), List.of());
        answers(unshare);
        terminate(childOf(unshare));
        NextLine.is("shutdown hook", unshare);
        assertThat(unshare.waitFor()).isEqualTo(143);
    }

    @Test
    @DisplayName(
            "control: with -Xrs, SIGTERM kills a JVM that is not PID 1, and no shutdown hook runs")
    void killed() throws Exception {
        Process jvm = start(List.of(), EndsOnSigterm.XRS);
        answers(jvm);
        terminate(jvm.pid());
        NextLine.is(null, jvm);
        assertThat(jvm.waitFor())
                .as("waitFor(), which returns 128 + 15 after SIGTERM")
                .isEqualTo(143);
    }

    private static Process start(List<String> by, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(Jvm.withDefaultSignals());
        command.addAll(by);
        List<String> java = Spawn.javaCommand(EchoesWithHook.class);
        java.addAll(1, options);
        command.addAll(java);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static void answers(Process service) throws IOException {
        service.outputWriter().append("still here?\n").flush();
        NextLine.is("still here?", service);
    }

    private static void terminate(long pid) {
        assertThat(Posix.get().kill((int) pid, Signal.SIGTERM.intValue())).isZero();
    }

    private static long childOf(Process unshare) {
        return ProcessTable.ofThisMachine().all().stream()
                .filter(entry -> entry.parent() == unshare.pid())
                .mapToLong(ProcessEntry::pid)
                .findFirst()
                .orElseThrow();
    }
}
