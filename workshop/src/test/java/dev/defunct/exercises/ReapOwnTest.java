package dev.defunct.exercises;

import static dev.defunct.exercises.TestChildren.ask;
import static dev.defunct.exercises.TestChildren.comes;
import static dev.defunct.exercises.TestChildren.isThere;
import static dev.defunct.exercises.TestChildren.zombiesNow;
import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.ps.ProcessEntry.State;
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

    @RegisterExtension final TestChildren children = new TestChildren();

    private final ReapOwn library = new ReapOwn();

    @Test
    @Order(1)
    @DisplayName("for one signal, the handler reaps all children of the library that have ended")
    void own() throws Exception {
        List<Integer> own = spawnThree();
        own.forEach(ReapOwnTest::end);
        signal();
        assertThat(own.stream().filter(TestChildren::isThere).count())
                .as("zombies among the library's 3 children, which have all ended")
                .isZero();
    }

    @Test
    @Order(2)
    @DisplayName("the handler does not reap a child that other code has started and will wait for")
    void foreign() throws Exception {
        int foreign = children.zombie(7);
        end(spawn());
        signal();
        int[] status = new int[1];
        int result = Posix.get().waitpid(foreign, status, 0);
        assertThat(result)
                .withFailMessage("the handler has reaped a child that the library had not started")
                .isEqualTo(foreign);
        assertThat(WaitStatus.of(status[0])).hasToString("exited with code 7");
    }

    @Test
    @Order(3)
    @DisplayName(
            "if one child of the library still runs, the others are reaped now, and this one later")
    void running() throws Exception {
        List<Integer> own = spawnThree();
        int running = library.own.iterator().next(); // the handler checks this child first
        own.stream().filter(pid -> pid != running).forEach(ReapOwnTest::end);
        signal();
        assertThat(own.stream().filter(TestChildren::isZombie).count())
                .as("zombies among the library's 3 children, of which 2 have ended")
                .isZero();
        end(running);
        signal();
        assertThat(isThere(running))
                .withFailMessage("the third child has ended since, and is still a zombie")
                .isFalse();
    }

    @Test
    @Order(4)
    @DisplayName(
            "if a child of the library is stopped, which also causes SIGCHLD, the library keeps its pid")
    void stopped() throws Exception {
        int stopped = spawn();
        Posix.get().kill(stopped, new Signal("STOP").getNumber());
        assertThatProcess(stopped).becomes(State.STOPPED);
        signal();
        assertThat(library.own)
                .as("the pids that the library still keeps while its only child is stopped")
                .containsExactly(stopped);
    }

    @Test
    @Order(5)
    @DisplayName("ProcessBuilder gets every exit code while the library starts and reaps children")
    void processBuilder() throws Exception {
        Class.forName("java.lang.ProcessImpl"); // otherwise it would undo the next line
        Signal.handle(SIGCHLD, library);
        for (int i = 0; i < 20; i++) {
            library.spawn("true");
            assertThat(new ProcessBuilder("sh", "-c", "exit 7").start().waitFor())
                    .as("what waitFor() returns for a child that exits with 7")
                    .isEqualTo(7);
        }
        assertThat(comes(() -> zombiesNow().isEmpty()))
                .withFailMessage("some of the library's children have ended, and are still zombies")
                .isTrue();
    }

    @Test
    @Order(6)
    @DisplayName(
            "the library forgets the pid of a child that it has reaped, because the kernel may use it again")
    void forgets() throws Exception {
        end(spawn());
        signal();
        assertThat(library.own)
                .as("the pids that the library still keeps after it has reaped its only child")
                .isEmpty();
    }

    @Test
    @Order(7)
    @DisplayName("the library also forgets the pid of a child that other code has reaped")
    void forgetsWhatOtherCodeReaped() throws Exception {
        int own = spawn();
        end(own);
        assertThat(Posix.get().waitpid(own, new int[1], 0))
                .as("the pid of the child that other code reaps")
                .isEqualTo(own);
        signal();
        assertThat(library.own)
                .as(
                        "the pids that the library still keeps after other code has reaped its only child:"
                                + " the kernel may give that pid to a child of other code")
                .isEmpty();
    }

    /** A child of the library, which runs. */
    private int spawn() {
        return library.spawn("sh", "-c", "exec cat < " + TestChildren.LIFELINE);
    }

    private List<Integer> spawnThree() {
        return Stream.generate(this::spawn).limit(3).toList();
    }

    private static void end(int child) {
        ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
        assertThatProcess(child).becomesZombie();
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
