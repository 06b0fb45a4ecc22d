package dev.defunct.waitblocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.testing.Jvm;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@DisplayName("1.2 The JDK waits for the children of ProcessBuilder, on threads of its own")
@Order(2)
class JvmTest {

    @Test
    @DisplayName(
            "a \"process reaper\" thread waits for each child of ProcessBuilder, but not for a child started without ProcessBuilder")
    void processReapers() {
        assertThat(Jvm.run(LetsTheJdkWait.class))
                .contains(
                        "one child, spawned without ProcessBuilder: 0 process reapers",
                        "one child of ProcessBuilder: 1",
                        "two children of ProcessBuilder: 2");
    }

    @Test
    @DisplayName(
            "onExit() does not block, and completes with the exit code when the child has exited")
    void onExit() {
        assertThat(Jvm.run(LetsTheJdkWait.class))
                .containsSubsequence(
                        "onExit() has completed: false, and main is not blocked",
                        "onExit() completes with exit code 0");
    }

    /** Runs an action when onExit() has completed, and prints the thread that runs it. */
    static final class PrintsTheThread {
        static final String BEFORE_EXIT = "attached before the child exits";
        static final String AFTER_EXIT = "attached after onExit() has completed";

        public static void main(String[] args) throws Exception {
            System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", args[0]);
            Process child = new ProcessBuilder("cat").start(); // exits when its input ends
            CompletableFuture<Process> onExit = child.onExit();
            if (args[1].equals(BEFORE_EXIT)) {
                onExit = onExit.whenComplete((exited, failure) -> printThread());
            }
            child.getOutputStream().close();
            onExit.join();
            if (args[1].equals(AFTER_EXIT)) {
                onExit.whenComplete((exited, failure) -> printThread());
            }
        }

        private static void printThread() {
            System.out.println(Thread.currentThread().getName());
        }
    }

    @Test
    @DisplayName(
            "onExit() completes on a thread of the common pool, not on the thread \"process reaper\"")
    void onExitOnTheCommonPool() {
        assertThat(Jvm.run(PrintsTheThread.class, "2", PrintsTheThread.BEFORE_EXIT))
                .as("the thread on which onExit() completes")
                .containsExactly("ForkJoinPool.commonPool-worker-1");
    }

    @Test
    @DisplayName(
            "before JDK 25, onExit() completes on a new thread if the common pool has a parallelism of 1")
    void onExitOnAThreadOfItsOwn() {
        assertThat(Jvm.run(PrintsTheThread.class, "1", PrintsTheThread.BEFORE_EXIT))
                .as("the thread on which onExit() completes")
                .containsExactly(Jvm.sinceJdk(25, "Thread-0", "ForkJoinPool.commonPool-worker-1"));
    }

    @Test
    @DisplayName(
            "control: an action attached after onExit() has completed runs on the calling thread")
    void onExitHasCompleted() {
        assertThat(Jvm.run(PrintsTheThread.class, "2", PrintsTheThread.AFTER_EXIT))
                .containsExactly("main");
    }

    @Test
    @DisplayName(
            "from JDK 21 on, ten virtual threads can call waitFor() on one carrier thread, and the JDK has ten process reapers")
    void virtualThreads() {
        assertThat(Jvm.run(WaitsOnVirtualThreads.class))
                .isEqualTo(
                        Jvm.sinceJdk(
                                21,
                                List.of("virtual threads need JDK 21 or later"),
                                List.of(
                                        "10 virtual threads wait, on one carrier",
                                        "10 process reapers",
                                        "all have ended")));
    }

    /** Two virtual threads on one carrier: the first calls waitpid, the second prints. */
    static final class BlocksTheCarrier {
        public static void main(String[] args) throws Exception {
            if (Runtime.version().feature() < 21) {
                System.out.println("virtual threads need JDK 21 or later");
                return;
            }
            ExecutorService virtualThreads = WaitsOnVirtualThreads.virtualThreadsOnOneCarrier();
            int child = Spawn.command("sleep", "0.3");
            Future<?> first =
                    virtualThreads.submit(
                            () -> {
                                Posix.get().waitpid(child, new int[1], 0);
                                System.out.println("waitpid has returned");
                            });
            Future<?> second =
                    virtualThreads.submit(() -> System.out.println("another virtual thread runs"));
            first.get();
            second.get();
        }
    }

    @Test
    @DisplayName(
            "control: waitpid on a virtual thread (JDK 21 and later) blocks the carrier thread for all virtual threads")
    void waitpidBlocksTheCarrier() {
        assertThat(Jvm.run(BlocksTheCarrier.class))
                .isEqualTo(
                        Jvm.sinceJdk(
                                21,
                                List.of("virtual threads need JDK 21 or later"),
                                List.of("waitpid has returned", "another virtual thread runs")));
    }
}
