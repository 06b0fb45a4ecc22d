package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.testing.ReusedPid;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Runs the job runner in a JVM where other code starts a child that gets the pid of an earlier job.
 * Either other code or the runner itself has reaped that job. As PID 1 of a container this program
 * can choose that pid (proc(5), ns_last_pid).
 */
final class RobbedJobRunner {

    private static final POSIX POSIX = Posix.get();
    private static final Signal SIGCHLD = new Signal("CHLD");

    private RobbedJobRunner() {}

    public static void main(String[] args) throws Exception {
        PipedOutputStream jobs = new PipedOutputStream();
        System.setIn(new PipedInputStream(jobs));
        Thread runner = new Thread(RobbedJobRunner::runJobs, "job runner");
        runner.setDaemon(true);
        runner.start();

        int robbed = start(jobs);
        SignalHandler handler = Signal.handle(SIGCHLD, signal -> {}); // so that it is called later
        ProcessHandle.of(robbed).ifPresent(ProcessHandle::destroyForcibly);
        POSIX.waitpid(robbed, new int[1], 0); // as other code does
        call(handler);
        tryChildWithPidOf(robbed, handler, "after a job that other code reaped: ");

        int reaped = start(jobs);
        ProcessHandle.of(reaped).ifPresent(ProcessHandle::destroyForcibly);
        while (ProcessHandle.of(reaped).isPresent()) {
            call(handler);
        }
        tryChildWithPidOf(reaped, handler, "after a job that the runner reaped: ");
        System.exit(0);
    }

    private static int start(OutputStream jobs) throws IOException {
        jobs.write("start exec sleep 60\n".getBytes(StandardCharsets.US_ASCII));
        jobs.flush();
        return pidOfJob();
    }

    private static void tryChildWithPidOf(int job, SignalHandler handler, String when)
            throws IOException {
        int other = ReusedPid.spawn(job);
        call(handler);
        int[] status = new int[1];
        if (POSIX.waitpid(other, status, 0) == other) {
            System.out.println(when + WaitStatus.of(status[0]));
        }
    }

    private static void runJobs() {
        try {
            JobRunner.main(new String[0]);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int pidOfJob() {
        Optional<ProcessHandle> job = Optional.empty();
        while (job.isEmpty()) {
            job = ProcessHandle.current().children().findFirst();
        }
        return (int) job.get().pid();
    }

    private static void call(SignalHandler handler) {
        if (handler != SignalHandler.SIG_DFL && handler != SignalHandler.SIG_IGN) {
            handler.handle(SIGCHLD);
        }
    }
}
