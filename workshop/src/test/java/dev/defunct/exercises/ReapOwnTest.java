package dev.defunct.exercises;

import static dev.defunct.exercises.Children.ask;
import static dev.defunct.exercises.Children.isThere;
import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.WaitStatus;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import sun.misc.Signal;

@DisplayName("Exercise 8: a handler that does not steal")
@Order(8)
@TestMethodOrder(OrderAnnotation.class)
class ReapOwnTest {

    private static final Signal SIGCHLD = new Signal("CHLD");

    @RegisterExtension final Children children = new Children();

    private final ReapOwn library = new ReapOwn();

    @Test
    @Order(1)
    @DisplayName("its own children that have ended are reaped, all at one signal")
    void own() throws Exception {
        List<Integer> own = Stream.generate(this::spawn).limit(3).toList();
        own.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        own.forEach(pid -> assertThatProcess(pid).becomesZombie());
        signal();
        assertThat(own.stream().filter(Children::isThere).count())
                .as("its own children that are still zombies, of 3 that had ended")
                .isZero();
    }

    @Test
    @Order(2)
    @DisplayName("a child that somebody else has started, and will wait for, is left to them")
    void foreign() throws Exception {
        int foreign = children.zombie(7);
        signal();
        int[] status = new int[1];
        int result = Posix.get().waitpid(foreign, status, 0);
        assertThat(result)
                .withFailMessage("your handler has reaped a child that it had not started")
                .isEqualTo(foreign);
        assertThat(WaitStatus.of(status[0])).hasToString("exited with code 7");
    }

    @Test
    @Order(3)
    @DisplayName("one of its own still runs: the handler returns, and reaps it later")
    void running() throws Exception {
        int running = spawn();
        signal();
        assertThat(isThere(running)).as("it runs").isTrue();
        ProcessHandle.of(running).ifPresent(ProcessHandle::destroyForcibly);
        assertThatProcess(running).becomesZombie();
        signal();
        assertThat(isThere(running))
                .withFailMessage("it has ended since, and is still a zombie")
                .isFalse();
    }

    @Test
    @Order(4)
    @DisplayName("ProcessBuilder gets every exit code, while the library's children come and go")
    void processBuilder() throws Exception {
        Signal.handle(SIGCHLD, library);
        for (int i = 0; i < 20; i++) {
            library.spawn("true");
            assertThat(new ProcessBuilder("sh", "-c", "exit 7").start().waitFor())
                    .as("what waitFor() says of a child that exits with 7")
                    .isEqualTo(7);
        }
    }

    @Test
    @Order(5)
    @DisplayName("a pid that it has reaped is forgotten: the kernel may use it again")
    void forgets() throws Exception {
        int own = spawn();
        ProcessHandle.of(own).ifPresent(ProcessHandle::destroyForcibly);
        assertThatProcess(own).becomesZombie();
        signal();
        assertThat(library.own).as("the pids that it still takes for its own").isEmpty();
    }

    @Test
    @Order(6)
    @DisplayName("a pid that other code has reaped is forgotten, too: it is not ours any more")
    void forgetsWhatOtherCodeReaped() throws Exception {
        int own = spawn();
        ProcessHandle.of(own).ifPresent(ProcessHandle::destroyForcibly);
        assertThat(Posix.get().waitpid(own, new int[1], 0))
                .as("what other code reaps")
                .isEqualTo(own);
        signal();
        assertThat(library.own)
                .as(
                        "the pids that it still takes for its own, of one child, which other code has"
                                + " reaped: the kernel may give that pid to a child of somebody else")
                .isEmpty();
    }

    /** A child of the library, which runs. */
    private int spawn() {
        return library.spawn("sh", "-c", "exec cat < " + Children.LIFELINE);
    }

    private void signal() throws Exception {
        ask(
                "the handler does not return while a child runs",
                () -> {
                    library.handle(SIGCHLD);
                    return null;
                });
    }
}
