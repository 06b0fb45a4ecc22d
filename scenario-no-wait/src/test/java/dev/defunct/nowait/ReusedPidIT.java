package dev.defunct.nowait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("1.3 A child that gets the pid of an earlier child")
@Execution(ExecutionMode.CONCURRENT)
class ReusedPidIT {

    @BeforeEach
    void needs() {
        Needs.all(Needs.root(), Needs.nextPid());
    }

    @Test
    @DisplayName(
            "if a grandchild holds a child's output open, and a thread reads that output, a later child with the same pid stays a zombie")
    void poisonsAPidByReading() {
        assertThat(Jvm.run(Jvm.asPid1(), PoisonsAPidByReading.class))
                .containsExactly(
                        "the first child: waitFor() returns 3",
                        "a running child with that pid: isAlive() returns false",
                        "killed with SIGKILL: waitFor() returns 3",
                        "in the process table: State:\tZ (zombie)");
    }

    @Nested
    @DisplayName("control: the reaper thread has forgotten the earlier child")
    class Control {

        /**
         * Does what {@link PoisonsAPidByReading} does, without the reader or without the
         * grandchild.
         */
        static final class DoesNotPoisonByReading {
            public static void main(String[] script) throws Exception {
                Process first = new ProcessBuilder("sh", "-c", script[0]).start();
                if (script[0].startsWith("exit")) {
                    first.getInputStream().read();
                }
                first.destroyForcibly().waitFor();
                waitForIdleReaper();
                Process later = PoisonsAPid.startWithPid(first.pid(), "sh", "-c", "read l; exit 7");
                System.out.println("same pid: " + (later.pid() == first.pid()));
                System.out.println("isAlive: " + later.isAlive());
                later.getOutputStream().close();
                System.out.println("waitFor: " + later.waitFor());
            }
        }

        @Test
        @DisplayName(
                "control: if no thread reads the output, a later child with the same pid is reaped")
        void grandchildWithoutReader() {
            assertThatLaterChildIsReaped("sleep 60 & wait");
        }

        @Test
        @DisplayName(
                "control: if no grandchild holds the output open, a later child with the same pid is reaped")
        void readerWithoutGrandchild() {
            assertThatLaterChildIsReaped("exit 3");
        }

        private void assertThatLaterChildIsReaped(String firstChild) {
            assertThat(Jvm.run(Jvm.asPid1(), DoesNotPoisonByReading.class, firstChild))
                    .containsExactly("same pid: true", "isAlive: true", "waitFor: 7");
        }
    }

    /**
     * Calls onExit() of a child that was reaped, while another process may have that child's pid.
     */
    static final class AsksTooLate {
        static final String REUSED = "the pid is used again";

        public static void main(String[] args) throws Exception {
            Process first = new ProcessBuilder("true").start();
            first.waitFor();
            waitForIdleReaper();
            Process stranger =
                    args[0].equals(REUSED)
                            ? PoisonsAPid.startWithPid(first.pid(), "cat")
                            : new ProcessBuilder("cat").start();
            System.out.println("isAlive: " + first.isAlive());
            Future<Process> onExit = first.onExit();
            System.out.println("onExit completes: " + completes(onExit));
            stranger.getOutputStream().close(); // so cat exits
            onExit.get();
            System.out.println("onExit completes when the other process has exited");
        }
    }

    @Test
    @DisplayName(
            "onExit() of a reaped child waits for another process if that process has the child's pid now")
    void asksTooLate() {
        assertThat(asksTooLate(AsksTooLate.REUSED))
                .containsExactly(
                        "isAlive: false",
                        "onExit completes: false",
                        "onExit completes when the other process has exited");
    }

    @Test
    @DisplayName(
            "control: onExit() of a reaped child completes at once if no process has the child's pid")
    void asksLate() {
        assertThat(asksTooLate("the pid is free"))
                .startsWith("isAlive: false", "onExit completes: true");
    }

    private static List<String> asksTooLate(String pid) {
        return Jvm.run(Jvm.asPid1(), AsksTooLate.class, pid);
    }

    /** Whether the future completes within a second. */
    static boolean completes(Future<?> future) throws InterruptedException, ExecutionException {
        try {
            future.get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Returns when the JDK has reaped a child, and has forgotten its pid. */
    static void waitForIdleReaper() {
        while (Thread.getAllStackTraces().keySet().stream()
                .noneMatch(
                        thread ->
                                thread.getName().equals("process reaper")
                                        && thread.getState() == Thread.State.TIMED_WAITING)) {
            Thread.onSpinWait();
        }
    }
}
