package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.testing.ReusedPid;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A job runner in whose JVM other code reaps a job, and then starts a child of its own that gets
 * the job's pid. As PID 1 of a container this program can choose that pid (proc(5), ns_last_pid).
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
        jobs.write("start exec sleep 60\n".getBytes(StandardCharsets.US_ASCII));
        jobs.flush();

        int job = pidOfJob();
        SignalHandler handler = Signal.handle(SIGCHLD, signal -> {}); // so that it comes later
        ProcessHandle.of(job).ifPresent(ProcessHandle::destroyForcibly);
        POSIX.waitpid(job, new int[1], 0); // other code does
        call(handler);

        int other = ReusedPid.spawn(job);
        call(handler);

        int[] status = new int[1];
        if (POSIX.waitpid(other, status, 0) == other) {
            System.out.println("the child of other code " + WaitStatus.of(status[0]));
        }
        System.exit(0);
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
