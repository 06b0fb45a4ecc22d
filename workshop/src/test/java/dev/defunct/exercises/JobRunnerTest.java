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
 * The load reveals a mistake each time: the container is paused (docker pause does the same), and
 * many jobs end during the pause.
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
            "jobs that were started end while the container is paused: all are reaped and reported")
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
                    .as("jobs that it has told the end of, where 20 have ended, and 2 run on")
                    .isEqualTo(JOBS);
            assertEndsWell(container);
        }
    }

    @Test
    @Order(2)
    @DisplayName(
            "a job that was detached runs, and so do others; it ends, and does not stay a zombie")
    void detached() throws Exception {
        try (AnswerAsPid1 container = new AnswerAsPid1(JobRunner.class)) {
            container.tell("detach exec sleep 60");
            container.await("the job does not run", () -> sleep(container).isPresent());
            container.tell("run true");
            container.hear(
                    "run true: exited with code 0",
                    "while a job runs that was detached, no other job is run");
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
                            "of 100 jobs that exited with 7 those of which ProcessBuilder was told so:"
                                    + " if others, somebody else had taken their status")
                    .isEqualTo(100);
            assertEndsWell(container);
        }
    }

    @Test
    @Order(4)
    @DisplayName(
            "a job is forgotten when the runner or other code has reaped it: a child may get its pid")
    void forgets() throws Exception {
        Needs.all(Needs.nextPid());
        String taken =
                "a child of other code had the pid of a job that was gone, and the runner took its"
                        + " status";
        try (AnswerAsPid1 container = new AnswerAsPid1(RobbedJobRunner.class)) {
            container.hear("after a job that other code reaped: exited with code 7", taken);
            container.hear("after a job that the runner reaped: exited with code 7", taken);
            assertThat(told(container, "job .*"))
                    .as("jobs that it has told the end of, of 2: other code has the status of one")
                    .isEqualTo(1);
        }
    }

    /**
     * Lets the runner start jobs that wait for a line from a pipe, and writes that line while
     * everything is paused. Two more jobs run on: in whatever order the runner checks its jobs, one
     * of these two comes before some that have ended.
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
        assertThat(container.end("it has no more jobs to read, and does not end"))
                .as("its exit code, when it has no more jobs to read")
                .isZero();
    }
}
