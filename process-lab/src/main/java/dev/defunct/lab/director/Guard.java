package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jnr.constants.platform.Signal;

/**
 * A shell that waits until this JVM is gone, even after kill -9, and then sends a signal to each
 * process that has the guard's mark in its environment. Children inherit the mark.
 */
public final class Guard implements AutoCloseable {

    /** Looks twice, because a process can start another one before it is killed. */
    private static final String SCRIPT =
            """
            trap '' INT TERM HUP QUIT TSTP
            PATH=$PATH:/usr/bin:/bin
            read -r end
            for again in 1 2; do
                for file in $(grep -lszFx "$0" /proc/[0-9]*/environ); do
                    pid=${file#/proc/}
                    kill -s "$1" "${pid%/environ}"
                done
            done
            """;

    private final String mark = ProcessHandle.current().pid() + "." + System.nanoTime();
    private final Process shell;

    /** Starts the shell. */
    public Guard(Signal signal) {
        String name = signal.name().replace("SIG", "");
        try {
            shell =
                    new ProcessBuilder("/bin/sh", "-c", SCRIPT, Spawn.PLAY + "=" + mark, name)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new CannotPlay("/bin/sh cannot be started: " + e.getMessage());
        }
    }

    /** A ProcessBuilder for a command that this guard watches. */
    public ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(Spawn.PLAY, mark);
        return builder;
    }

    /** Ends the shell, which then sends no signal. */
    public void dismiss() {
        shell.destroyForcibly();
    }

    /**
     * Makes the shell send its signal to all processes that are left, and waits until the shell has
     * exited.
     */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            shell.waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            // the shell is gone
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a guard ends", e);
        }
    }
}
