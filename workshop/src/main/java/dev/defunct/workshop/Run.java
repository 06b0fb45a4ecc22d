package dev.defunct.workshop;

import dev.defunct.lab.director.Guard;
import dev.defunct.lab.director.Launch;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/** Runs an answer by itself, on the learner's screen. We write its input. */
final class Run {

    /** The jobs that the runner is given each second: most of them end at the same moment. */
    private static final String LOAD =
            "start sleep 1\n".repeat(12) + "run sleep 1; exit 7\n" + "detach sleep 1\n";

    private Run() {}

    /** Runs a command to its end. Returns whether it exited with code 0. */
    static boolean alone(Guard guard, List<String> command)
            throws IOException, InterruptedException {
        return start(guard, command).waitFor() == 0;
    }

    /**
     * Runs a command as PID 1 of a container, with load, for as long as it reads its input.
     *
     * @throws dev.defunct.lab.posix.CannotPlay if there are no PID namespaces here
     */
    static boolean inContainer(Guard guard, List<String> command)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(Launch.newNamespace());
        all.addAll(command);
        Process unshare = start(guard, all);
        System.out.println(
                """
                The job runner is PID 1 of a container. Out here it is the child of process %d.
                Each second it is given fourteen jobs: 12 to start, 1 to run, 1 to detach.
                Look at it from another terminal, with docs/diagnose.md. Ctrl-C ends it.
                """
                        .formatted(unshare.pid()));
        try (Writer jobs = unshare.outputWriter()) {
            while (unshare.isAlive()) {
                jobs.write(LOAD);
                jobs.flush();
                Thread.sleep(1000);
            }
        } catch (IOException hasEnded) {
            // by itself: its last words are on the screen
        }
        return unshare.waitFor() == 0;
    }

    private static Process start(Guard guard, List<String> command) throws IOException {
        return guard.builder(command)
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT)
                .start();
    }
}
