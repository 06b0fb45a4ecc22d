package dev.defunct.exercises;

import static dev.defunct.exercises.TestChildren.ask;
import static dev.defunct.exercises.TestChildren.comes;
import static dev.defunct.exercises.TestChildren.isZombie;
import static dev.defunct.exercises.TestChildren.zombiesNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Exercise 6: fork twice")
@Order(6)
@TestMethodOrder(OrderAnnotation.class)
class ForkTwiceTest {

    private static final long SELF = ProcessHandle.current().pid();

    @RegisterExtension final TestChildren children = new TestChildren();

    @TempDir Path folder;

    private static boolean isBlocked; // start(), in an earlier test: it would be, each time

    private int program; // the pid of the program that start() has started
    private int other; // the pid of a child of other code that has exited

    @BeforeEach
    void start() throws Exception {
        Path script = folder.resolve("program");
        Path pid = folder.resolve("pid");
        String text = "#!/bin/sh\necho $$ > " + pid + ".new\nmv " + pid + ".new " + pid;
        Files.writeString(script, text + "\nexec cat < " + TestChildren.LIFELINE);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(isBlocked).withFailMessage("start() did not return").isFalse();
        try {
            ask(
                    "start() does not return while the program runs: what do you wait for, the child in"
                            + " the middle, or the program?",
                    () -> start(script));
        } catch (AssertionError e) {
            isBlocked = true;
            throw e;
        }

        await("the program runs").until(() -> Files.exists(pid));
        program = Integer.parseInt(Files.readString(pid).trim());
    }

    /** Runs on one thread, because waitpid(-1) looks at the children of its own thread first. */
    private Void start(Path script) {
        other = children.zombie(7);
        ForkTwice.start(script.toString());
        return null;
    }

    @AfterEach
    void kill() {
        ProcessHandle.of(program).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    @Order(1)
    @DisplayName("the program is not a child of this JVM")
    void notOurs() {
        assertThat(ProcessTable.ofThisMachine().find(program).map(ProcessEntry::parent))
                .withFailMessage(
                        "the parent of the program is this JVM, %d, which has to reap it", SELF)
                .isNotEmpty()
                .isNotEqualTo(Optional.of(SELF));
    }

    @Test
    @Order(2)
    @DisplayName("the child in the middle is reaped, however often a program is started")
    void middle() {
        for (int i = 0; i < 5; i++) {
            ForkTwice.start("true");
        }
        assertThat(comes(() -> TestChildren.now().size() == 1))
                .withFailMessage(
                        () ->
                                "the child in the middle is left, running or as a zombie. These children"
                                        + " are left after start() has returned:\n"
                                        + left())
                .isTrue();
    }

    private String left() {
        return TestChildren.now().stream()
                .filter(line -> !line.strip().startsWith(other + " "))
                .collect(Collectors.joining("\n"));
    }

    @Test
    @Order(3)
    @DisplayName("when the program has ended, it is not a zombie of this JVM")
    void end() {
        ProcessHandle.of(program).ifPresent(ProcessHandle::destroyForcibly);
        await("the program has ended")
                .until(() -> isZombie(program) || !TestChildren.isThere(program));
        assertThat(zombiesNow()).as("zombies of this JVM").doesNotContain((long) program);
    }

    @Test
    @Order(4)
    @DisplayName(
            "start() does not reap children of other code, whether they exited before it or exit later")
    void others() {
        assertThat(howEnded(other))
                .as("what waitpid reports for a child of other code that had exited before start()")
                .isEqualTo("exited with code 7");
        assertThat(howEnded(Spawn.command("sh", "-c", "exit 7")))
                .as("what waitpid reports for a child of other code that exits after start()")
                .isEqualTo("exited with code 7");
    }

    private static String howEnded(int child) {
        int[] status = new int[1];
        return Posix.get().waitpid(child, status, 0) == child
                ? WaitStatus.of(status[0]).toString()
                : "no such child";
    }
}
