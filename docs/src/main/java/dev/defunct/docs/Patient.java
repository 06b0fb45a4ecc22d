package dev.defunct.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real zombie to try diagnose.md on: 1.3 is played, and as soon as its app is up we kill it. The
 * parent, a JVM, does not wait for it for ten minutes.
 */
final class Patient implements AutoCloseable {

    private static final String PLAY = "exec ./play 1.3 --tick 60s --init reaping";
    private static final Pattern EVENT = Pattern.compile("\\d  (\\S+) +(\\d+)  (.*)");

    private final Process play;
    private final Fresh fresh;
    private long zombie;
    private String variables = ""; // as set so far, a line each

    /**
     * Starts the play, and waits for the zombie.
     *
     * @param root of the repository, built
     */
    Patient(Path root) throws IOException {
        fresh = new Fresh(root);
        play = new ProcessBuilder("sh", "-c", PLAY).directory(root.toFile()).start();
        BufferedReader story = play.inputReader();
        for (String line = story.readLine(); line != null; line = story.readLine()) {
            Matcher event = EVENT.matcher(line);
            if (event.find()) {
                see(event.group(1), Long.parseLong(event.group(2)), event.group(3));
            }
            if (line.endsWith("app, a zombie")) {
                return;
            }
        }
        throw new IllegalStateException("1.3 ended without a zombie");
    }

    private void see(String role, long pid, String words) {
        if (role.equals("app") && words.equals("| 0")) { // it is up
            zombie = pid;
            variables = "zombie=" + pid + "\n";
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    long zombie() {
        return zombie;
    }

    /** Runs commands in sh, as if after those before: what they have set is set, and $zombie. */
    Fresh.Result run(String commands) {
        String lines = commands.replace("zombie=PID", "zombie=" + zombie);
        Fresh.Result result = fresh.shell(variables + lines);
        lines.lines().filter(line -> line.matches("[a-z]+=.*")).forEach(l -> variables += l + "\n");
        return result;
    }

    @Override
    public void close() {
        play.destroy();
        try {
            play.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts us", e);
        }
    }
}
