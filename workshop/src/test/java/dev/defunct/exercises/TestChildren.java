package dev.defunct.exercises;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.ps.ProcessTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jnr.constants.platform.Fcntl;
import jnr.posix.POSIX;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The children with which an answer is tested. After each test, they are killed and reaped, and
 * SIGCHLD is set to its default, whatever the answer has done.
 */
final class TestChildren implements BeforeEachCallback, AfterEachCallback {

    private static final POSIX POSIX = Posix.get();
    private static final ProcessTable TABLE = ProcessTable.ofThisMachine();
    private static final long SELF = ProcessHandle.current().pid();
    private static final int FD_CLOEXEC = 1;

    /**
     * A pipe whose write end only this JVM has: a child that reads from the pipe does not outlive
     * the JVM.
     */
    static final String LIFELINE = "/proc/" + SELF + "/fd/" + lifeline();

    private static Thread asked = new Thread(); // runs an answer, or ran the last one

    /** A child that runs until it is killed. */
    int running() {
        return Spawn.command("sh", "-c", "exec cat < " + LIFELINE);
    }

    /** A child that has exited with this code, and has not been waited for. */
    int zombie(int code) {
        int child = Spawn.command("sh", "-c", "exit " + code);
        assertThatProcess(child).becomesZombie();
        return child;
    }

    /** A child in a process group of its own that has exited, and has not been waited for. */
    int zombieInOwnGroup() {
        int child = Spawn.commandInOwnGroup(Set.of(), List.of("true".getBytes()), List.of());
        assertThatProcess(child).becomesZombie();
        return child;
    }

    /** A child that this signal has killed, and that has not been waited for. */
    int killed(int signal) {
        int child = running();
        POSIX.kill(child, signal);
        assertThatProcess(child).becomesZombie();
        return child;
    }

    /**
     * A child that this signal has killed in this folder, where the kernel may write a core dump.
     */
    int killedIn(Path folder, int signal) {
        String dump = "cd " + folder + " && ulimit -c unlimited 2>/dev/null; ";
        int child = Spawn.command("sh", "-c", dump + "kill -" + signal + " $$");
        assertThatProcess(child).becomesZombie();
        return child;
    }

    /** A child that is stopped, and has not ended. */
    int stopped() {
        int child = running();
        POSIX.kill(child, new Signal("STOP").getNumber());
        assertThatProcess(child).becomes(State.STOPPED);
        return child;
    }

    /** This number of children that have exited. */
    List<Integer> zombies(int count) {
        List<Integer> children =
                IntStream.range(0, count).mapToObj(i -> Spawn.command("true")).toList();
        children.forEach(child -> assertThatProcess(child).becomesZombie());
        return children;
    }

    /** The pids of the children of this JVM that are zombies now. */
    static List<Long> zombiesNow() {
        return ours().filter(ProcessEntry::isZombie).map(ProcessEntry::pid).toList();
    }

    /** The children of this JVM now, as ps shows them. */
    static List<String> now() {
        return ours().map(ProcessEntry::line).toList();
    }

    static boolean isZombie(int pid) {
        return TABLE.find(pid).filter(ProcessEntry::isZombie).isPresent();
    }

    static boolean isThere(int pid) {
        return TABLE.find(pid).isPresent();
    }

    /**
     * Returns or throws what the answer returns or throws. If the answer does not return, throws an
     * error with this sentence.
     */
    static <T> T ask(String sentence, Callable<T> answer) throws Exception {
        FutureTask<T> task = new FutureTask<>(answer);
        asked = new Thread(task, "your answer");
        asked.setDaemon(true);
        asked.start();
        try {
            return task.get(6, TimeUnit.SECONDS); // the answer must not wait for a child
        } catch (TimeoutException e) {
            throw new AssertionError(sentence);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw (Error) e.getCause();
        }
    }

    /**
     * Whether an event happens that the answer has to cause. A right answer causes it within
     * milliseconds.
     */
    static boolean comes(Callable<Boolean> event) {
        try {
            Awaitility.await().atMost(Duration.ofSeconds(3)).until(event);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Fails if the last answer has still not returned, because it would disturb this test. */
    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        asked.join(1000);
        Assertions.assertThat(asked.isAlive()).as("your answer has not returned yet").isFalse();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_DFL);
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        ours().forEach(child -> POSIX.waitpid((int) child.pid(), new int[1], 0));
    }

    private static Stream<ProcessEntry> ours() {
        return TABLE.all().stream().filter(entry -> entry.parent() == SELF);
    }

    /**
     * The read end of a pipe. Only this JVM has the write end, so the pipe ends when this JVM
     * exits.
     */
    private static int lifeline() {
        int[] pipe = new int[2];
        POSIX.pipe(pipe);
        POSIX.fcntl(pipe[1], Fcntl.F_SETFD, FD_CLOEXEC);
        return pipe[0];
    }
}
