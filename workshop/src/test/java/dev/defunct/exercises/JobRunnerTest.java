package dev.defunct.exercises;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.testing.Needs;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import jnr.constants.platform.Signal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The test pauses the container, as docker pause does, and many jobs end during the pause. So the
 * mistakes show each time.
 */
@DisplayName("Exercise 10: the job runner")
@Order(10)
@TestMethodOrder(OrderAnnotation.class)
class JobRunnerTest {

    private static final int JOBS = 20;

    @TempDir Path folder;

    @Test
    @Order(1)
    @DisplayName(
            "if started jobs end while the container is paused, the runner reaps and reports them all")
    void started() throws Exception {
        try (AnswerAsPid1 container = new AnswerAsPid1(JobRunner.class)) {
            startedEndWhilePaused(container);
            container.awaitAnswer(
                    "jobs that ended together are zombies of the runner",
                    () -> container.zombies() == 0);
            container.await(
                    "not each of the jobs is told of",
                    () -> told(container, "job \\d+ exited with code 7") == JOBS);
            assertThat(told(container, "job .*"))
                    .as("the jobs that the runner has reported; 20 have ended, and 2 keep running")
                    .isEqualTo(JOBS);
            assertEndsWell(container);
        }
    }

    @Test
    @Order(2)
    @DisplayName(
            "a detached job does not delay other jobs, and does not stay a zombie when it has ended")
    void detached() throws Exception {
        try (AnswerAsPid1 container = new AnswerAsPid1(JobRunner.class)) {
            container.tell("detach exec sleep 60");
            container.await("the job does not run", () -> sleep(container).isPresent());
            container.tell("run true");
            container.hear(
                    "run true: exited with code 0",
                    "while a detached job runs, the runner does not run another job");
            sleep(container).ifPresent(ProcessHandle::destroyForcibly);
            container.awaitAnswer(
                    "a job that was detached has ended, and is a zombie of the runner, which is PID 1",
                    () -> container.zombies() == 0 && sleep(container).isEmpty());
            assertEndsWell(container);
        }
    }

    @Test
    @Order(3)
    @DisplayName("if a hundred jobs run at the same time, every exit code is right")
    void run() throws Exception {
        try (AnswerAsPid1 container = new AnswerAsPid1(JobRunner.class)) {
            for (int i = 0; i < 100; i++) {
                container.tell("run exit 7");
            }
            container.await(
                    "not each of the jobs is told of",
                    () -> told(container, "run exit 7: exited with code \\d+") == 100);
            assertThat(told(container, "run exit 7: exited with code 7"))
                    .as(
                            "for how many of 100 jobs that exited with 7 ProcessBuilder reports 7:"
                                    + " other code took the status of all others")
                    .isEqualTo(100);
            assertEndsWell(container);
        }
    }

    @Test
    @Order(4)
    @DisplayName(
            "the runner forgets a job that it or other code has reaped, because a later child may get that pid")
    void forgets() throws Exception {
        Needs.all(Needs.nextPid());
        String taken =
                "the runner took the status of a child of other code that got the pid of an"
                        + " earlier job";
        try (AnswerAsPid1 container = new AnswerAsPid1(RobbedJobRunner.class)) {
            container.hear("after a job that other code reaped: exited with code 7", taken);
            container.hear("after a job that the runner reaped: exited with code 7", taken);
            assertThat(told(container, "job .*"))
                    .as(
                            "the jobs that the runner has reported, of 2: other code has taken the status of one")
                    .isEqualTo(1);
        }
    }

    /**
     * Lets the runner start jobs that wait for a line from a pipe, and writes that line while
     * everything is paused. Two more jobs keep running: in whatever order the runner checks its
     * jobs, it comes to one of these two before some that have ended.
     */
    private void startedEndWhilePaused(AnswerAsPid1 container) throws Exception {
        Path pipe = folder.resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        for (int i = 0; i < JOBS; i++) {
            if (i % 10 == 0) {
                container.tell("start exec sleep 60");
            }
            container.tell("start read line < " + pipe + "; exit 7");
        }
        container.await("the jobs do not run", () -> container.children("sh").size() == JOBS);
        try (OutputStream lines = Files.newOutputStream(pipe)) {
            signal(container, Signal.SIGSTOP);
            assertThatProcess(container.pid1()).becomes(State.STOPPED);
            lines.write("\n".repeat(JOBS).getBytes(StandardCharsets.US_ASCII));
            container.await("the jobs do not end", () -> container.zombies() == JOBS);
            signal(container, Signal.SIGCONT);
        }
        Files.delete(pipe);
    }

    private static void signal(AnswerAsPid1 container, Signal signal) {
        Posix.get().kill((int) container.pid1(), signal.intValue());
    }

    private static Optional<ProcessHandle> sleep(AnswerAsPid1 container) {
        return container.children("sleep").stream()
                .flatMap(entry -> ProcessHandle.of(entry.pid()).stream())
                .findFirst();
    }

    private static int told(AnswerAsPid1 container, String pattern) {
        return (int)
                container.heard().stream()
                        .filter(Pattern.compile(pattern).asMatchPredicate())
                        .count();
    }

    private static void assertEndsWell(AnswerAsPid1 container) throws Exception {
        assertThat(container.end("the runner has no more jobs to read, and does not exit"))
                .as("the runner's exit code, when it has no more jobs to read")
                .isZero();
    }
}
