package dev.defunct.parentexits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The kernel lists children by thread, in /proc/PID/task/TID/children (proc(5)). */
@DisplayName("1.1 Under which thread of its parent the kernel lists a child")
@Execution(ExecutionMode.CONCURRENT)
class ThreadOfAChildIT {

    /**
     * A subreaper that adopts one orphan before its own first thread has ended, and another orphan
     * after that.
     */
    private static final String ADOPTS =
            """
            import ctypes, os, threading

            def orphan():
                here, there = os.pipe()
                if os.fork() == 0:
                    if os.fork() == 0:
                        os.write(there, b'%d' % os.getpid())
                        os.read(0, 1)
                    os._exit(0)
                os.wait()
                return os.read(here, 20).decode()

            def thread_of(child):
                for thread in os.listdir('/proc/self/task'):
                    if child in open('/proc/self/task/%s/children' % thread).read().split():
                        return 'first' if thread == str(os.getpid()) else 'another'

            def after_the_first_thread():
                while '\\nState:\\tZ' not in open('/proc/self/status').read():
                    pass
                print('adopted earlier:', thread_of(earlier))
                print('adopted later:', thread_of(orphan()), flush=True)
                os._exit(0)

            libc = ctypes.CDLL(None)
            libc.prctl(36, 1, 0, 0, 0) # PR_SET_CHILD_SUBREAPER
            earlier = orphan()
            print('the first thread lives:', thread_of(earlier), flush=True)
            threading.Thread(target=after_the_first_thread).start()
            libc.pthread_exit(None)
            """;

    @Test
    @DisplayName(
            "an adopted child is listed under the adopter's first thread or, after that thread has ended, under a thread that lives")
    void adopted() throws Exception {
        Needs.all(Needs.program("python3")); // Java cannot end the first thread of its process
        Process python =
                new ProcessBuilder("python3", "-W", "ignore", "-c", ADOPTS)
                        .redirectErrorStream(true)
                        .start();
        assertThat(python.inputReader().lines().limit(3))
                .containsExactly(
                        "the first thread lives: first",
                        "adopted earlier: another",
                        "adopted later: another");
        python.getOutputStream().close(); // ends the orphans
        python.waitFor();
    }

    /** Starts a child on another thread, and prints under which thread that child is listed. */
    static final class StartsOnAThread {

        private static final CountDownLatch STARTED = new CountDownLatch(1);
        private static final CountDownLatch END = new CountDownLatch(1);

        private static Process child;

        /**
         * @param args which kind of thread: platform or virtual
         */
        public static void main(String[] args) throws Exception {
            Thread thread = args[0].equals("virtual") ? startVirtual() : startPlatform();
            STARTED.await();
            String listed = listedUnder();
            System.out.println("while it lives: " + listed);
            END.countDown();
            if (!thread.isDaemon()) {
                while (listedUnder().equals(listed)) {
                    Thread.onSpinWait(); // the kernel's thread ends a little after Java's
                }
                System.out.println("when it has ended: " + listedUnder());
            }
            child.getOutputStream().close();
            child.waitFor();
        }

        private static Thread startPlatform() {
            Thread thread = new Thread(StartsOnAThread::startChild, "starter");
            thread.start();
            return thread;
        }

        /** Uses reflection, because Java 17 has no such method. A virtual thread is a daemon. */
        private static Thread startVirtual() throws ReflectiveOperationException {
            Runnable task = StartsOnAThread::startChild;
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        }

        private static void startChild() {
            try {
                child = new ProcessBuilder("cat").start();
                STARTED.countDown();
                END.await();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String listedUnder() {
            for (File thread : new File("/proc/self/task").listFiles()) {
                if (read(thread, "children").contains(Long.toString(child.pid()))) {
                    boolean isFirst =
                            thread.getName().equals(Long.toString(ProcessHandle.current().pid()));
                    return isFirst ? "the first thread" : String.join(" ", read(thread, "comm"));
                }
            }
            return "no thread";
        }

        private static List<String> read(File thread, String file) {
            try {
                return List.of(Files.readString(thread.toPath().resolve(file)).strip().split(" "));
            } catch (IOException ended) {
                return List.of();
            }
        }
    }

    @Test
    @DisplayName(
            "a child of ProcessBuilder is listed under the thread that started it or, after that thread has ended, under the first thread")
    void platformThread() {
        assertThat(Jvm.run(StartsOnAThread.class, "platform"))
                .containsExactly("while it lives: starter", "when it has ended: the first thread");
    }

    @Test
    @DisplayName(
            "a child started on a virtual thread (JDK 21 and later) is listed under the carrier of that thread")
    void virtualThread() {
        assertThat(Jvm.run(StartsOnAThread.class, Jvm.sinceJdk(21, "platform", "virtual")))
                .first()
                .isEqualTo("while it lives: " + Jvm.sinceJdk(21, "starter", "ForkJoinPool-1-"));
    }
}
