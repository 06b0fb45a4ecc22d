package dev.defunct.lab.role;

import static dev.defunct.lab.testing.LabAssertions.assertThat;
import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.director.Director;
import dev.defunct.lab.posix.Sigchld;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sun.misc.Signal;
import sun.misc.SignalHandler;

@DisplayName("Harness: connects a plain main to the director")
@Execution(ExecutionMode.CONCURRENT)
class HarnessTest {

    /** A parent that ignores SIGCHLD, which its children inherit. */
    static final class Ignores {
        public static void main(String[] args) throws ClassNotFoundException {
            Class.forName("java.lang.ProcessImpl");
            Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
            Spawn.command("grep", "SigIgn", "/proc/self/status");
            Spawn.java(Heir.class);
        }
    }

    static final class Heir {
        public static void main(String[] args) {
            System.out.println(Sigchld.of(ProcessHandle.current().pid()));
        }
    }

    @Test
    @DisplayName(
            "a program in a harness starts with SIGCHLD at its default, even if its parent ignores SIGCHLD; control: grep, without a harness, starts with SIGCHLD ignored")
    void defaultDisposition() {
        Needs.all(Needs.linux());
        try (Director director =
                new Director(
                        Adopter.REAPING,
                        Ignores.class,
                        Duration.ofMillis(20),
                        Director.Audience.NONE)) {
            await().untilAsserted(
                            () ->
                                    assertThat(director.process(Role.INTERMEDIATE).output())
                                            .containsExactly("default"));
            await().untilAsserted(
                            () ->
                                    assertThat(director.process(Role.LAUNCHER).output())
                                            .singleElement()
                                            .asString()
                                            .matches(
                                                    "SigIgn:\\s+0*1[0-9a-f]{4}|SigIgn:.*[13579bdf]....$"));
        }
    }

    /** Prints the signals that are blocked for its main thread. */
    static final class PrintsBlocked {
        public static void main(String[] args) throws Exception {
            Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                    .filter(line -> line.startsWith("SigBlk"))
                    .forEach(System.out::println);
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}, {1}")
    @DisplayName(
            "if the caller blocks SIGCHLD, a parent in a harness starts with SIGCHLD unblocked; control: with no harness, SIGCHLD is blocked:")
    @CsvSource({"parent, false", "none, true"})
    void unblocked(String role, boolean blocked) {
        Needs.all(Needs.linux(), Needs.envWithDefaultSignal());
        List<String> command = new ArrayList<>(List.of("env", "--block-signal=CHLD"));
        command.addAll(
                role.equals("none")
                        ? Spawn.javaCommand(PrintsBlocked.class)
                        : Spawn.javaCommand(Harness.class, role, PrintsBlocked.class.getName()));
        try (ChildProcess child = ChildProcess.start(command)) {
            await("the program prints its mask of blocked signals")
                    .until(() -> child.lines().stream().anyMatch(line -> line.contains("SigBlk")));
            String line =
                    child.lines().stream()
                            .filter(l -> l.contains("SigBlk"))
                            .findFirst()
                            .orElseThrow();
            String mask = line.substring(line.length() - 16);
            boolean isBlocked = (Long.parseUnsignedLong(mask, 16) & 1L << (17 - 1)) != 0;
            assertThat(isBlocked)
                    .as("whether SIGCHLD (bit 17) is blocked: %s", line)
                    .isEqualTo(blocked);
        }
    }

    @Test
    @DisplayName(
            "a process exits at once when its lifeline, the pipe from the director, is closed, even in the middle of main")
    void lifeline() {
        ChildProcess child =
                ChildProcess.start(
                        Spawn.javaCommand(Harness.class, "parent", Sleeps.class.getName()));
        await("the program sleeps")
                .until(() -> child.lines().stream().anyMatch(l -> l.endsWith("sleeping")));

        child.close();

        assertThatProcess(child.pid()).as("the process whose lifeline has ended").vanishes();
    }

    static final class Sleeps {
        public static void main(String[] args) throws InterruptedException {
            System.out.println("sleeping");
            Thread.sleep(1_000_000);
        }
    }
}
