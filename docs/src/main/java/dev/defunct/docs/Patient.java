package dev.defunct.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real zombie to try diagnose.md on, and a shell to try it in. */
final class Patient implements AutoCloseable {

    private static final String PLAY = "exec ./play 1.3 --tick 60s --init reaping";
    private static final Pattern EVENT = Pattern.compile("\\d  (\\S+) +(\\d+)  (.*)");

    private final Fresh fresh;
    private final Process family;
    private final long parent;
    private final long zombie;
    private final String[] by;
    private String variables; // as set so far, a line each

    /**
     * @param root of the repository, built
     * @param family what was started to have the zombie; it is ended in {@link #close}
     * @param parent of the zombie, which is killed then; or 0
     * @param zombie its pid, as the shell sees it
     * @param by the beginning of a command that runs the shell elsewhere; or nothing
     */
    Patient(Path root, Process family, long parent, long zombie, String... by) {
        this.fresh = new Fresh(root);
        this.family = family;
        this.parent = parent;
        this.zombie = zombie;
        this.by = by;
        this.variables = "zombie=" + zombie + "\n";
    }

    /**
     * Plays 1.3, and kills the app as soon as it is up. Its parent, a JVM, does not wait for it for
     * ten minutes.
     *
     * @param root of the repository, built
     */
    static Patient ofPlay(Path root) throws IOException {
        Process play = new ProcessBuilder("sh", "-c", PLAY).directory(root.toFile()).start();
        BufferedReader story = play.inputReader();
        long parent = 0;
        long zombie = 0;
        for (String line = story.readLine(); line != null; line = story.readLine()) {
            Matcher event = EVENT.matcher(line);
            if (event.find()) {
                long pid = Long.parseLong(event.group(2));
                if (event.group(1).equals("parent")) {
                    parent = pid;
                } else if (event.group(1).equals("app") && event.group(3).equals("| 0")) {
                    zombie = pid; // it is up
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
            if (line.endsWith("app, a zombie")) {
                return new Patient(root, play, parent, zombie);
            }
        }
        throw new IllegalStateException("1.3 ended without a zombie");
    }

    long parent() {
        return parent;
    }

    long zombie() {
        return zombie;
    }

    /** Runs commands in sh, as if after those before: what they have set is set, and $zombie. */
    Fresh.Result run(String commands) {
        String lines = commands.replace("zombie=PID", "zombie=" + zombie);
        Fresh.Result result = fresh.shell(variables + lines, by);
        lines.lines().filter(line -> line.matches("[a-z]+=.*")).forEach(l -> variables += l + "\n");
        return result;
    }

    @Override
    public void close() {
        ProcessHandle.of(parent).ifPresent(ProcessHandle::destroyForcibly);
        family.destroy();
        try {
            family.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts us", e);
        }
    }
}
