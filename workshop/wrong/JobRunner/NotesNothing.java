// Wrong: starts the detached job, and never waits for it.
// Told: which is PID 1
package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jnr.constants.platform.WaitFlags;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * Exercise 10: a service that runs jobs for its users, in a container. Each line that it reads is a
 * job:
 *
 * <ul>
 *   <li>{@code run COMMAND}: starts the command, waits until it has exited, and prints its exit
 *       code.
 *   <li>{@code start COMMAND}: starts the command, and prints how the command ended, as soon as it
 *       has ended.
 *   <li>{@code detach COMMAND}: starts the command; no report is needed.
 * </ul>
 *
 * In production it collects two kinds of zombies. To see them: ./play exercise 10 --run
 */
public final class JobRunner {
    private static final POSIX POSIX = Posix.get();

    private final Set<Integer> started = ConcurrentHashMap.newKeySet();

    void run(String command) throws IOException, InterruptedException {
        Process job = new ProcessBuilder("sh", "-c", command).start();
        System.out.println("run " + command + ": exited with code " + job.waitFor());
    }

    synchronized void start(String command) { // lookAfterJobs() waits until its pid is noted
        started.add(Spawn.command("sh", "-c", command));
    }

    void detach(String command) {
        Spawn.command("sh", "-c", command);
    }

    private synchronized void lookAfterJobs() {
        int[] status = new int[1];
        for (int job : started) {
            int result = POSIX.waitpid(job, status, WaitFlags.WNOHANG.intValue());
            if (result != 0) { // reaped, now or by other code: its pid is not ours
                started.remove(job);
            }
            if (result == job) {
                System.out.println("job " + job + " " + WaitStatus.of(status[0]));
            }
        }
    }

    public static void main(String[] args) throws Exception {
        JobRunner runner = new JobRunner();
        ExecutorService threads = Executors.newCachedThreadPool();
        Class.forName("java.lang.ProcessImpl"); // its initialiser sets SIGCHLD to the default
        Signal.handle(new Signal("CHLD"), sigchld -> runner.lookAfterJobs());

        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in));
        for (String job = jobs.readLine(); job != null; job = jobs.readLine()) {
            String command = job.substring(job.indexOf(' ') + 1);
            if (job.startsWith("run ")) {
                threads.submit(
                        () -> {
                            runner.run(command);
                            return null;
                        });
            } else if (job.startsWith("start ")) {
                runner.start(command);
            } else if (job.startsWith("detach ")) {
                runner.detach(command);
            } else {
                System.out.println("what is '" + job + "'? There are run, start and detach");
            }
        }
        System.exit(0);
    }
}
