package dev.defunct.nowait;

import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;

/**
 * Shows the JDK bug of {@link PoisonsAPid} without a process limit. The reaper thread of a child
 * reaps the child, then waits until no thread reads from the child's output, and only then forgets
 * the pid. A process that the child started can keep the output open for a long time. Meanwhile the
 * pid is free, and a later child with that pid gets no reaper thread, and its waitFor() returns the
 * exit code of the earlier child. Needs root, to choose the next pid.
 */
public final class PoisonsAPidByReading {
    public static void main(String[] args) throws Exception {
        String script = "sleep 60 & echo; read line; exit 3";
        Process first = new ProcessBuilder("sh", "-c", script).start();
        InputStream output = first.getInputStream();
        output.read(); // the line feed: now the sleep runs, and holds the output open
        ProcessHandle sleep = first.children().findFirst().orElseThrow();
        startToRead(output);
        first.getOutputStream().close(); // ends the shell's input, so it exits
        System.out.println("the first child: waitFor() returns " + first.waitFor());

        Process later = PoisonsAPid.startWithPid(first.pid(), "sleep", "60");
        System.out.println("a running child with that pid: isAlive() returns " + later.isAlive());
        later.toHandle().destroyForcibly();
        System.out.println("killed with SIGKILL: waitFor() returns " + later.waitFor());
        sleep.destroyForcibly(); // now the reaper thread of the first child forgets the pid
        System.out.println("in the process table: " + stateAfterExit(later.pid()));
    }

    /** Starts a thread that reads. Returns when that thread is in read(2). */
    private static void startToRead(InputStream output) {
        Thread reader =
                new Thread(
                        () -> {
                            try {
                                output.read();
                            } catch (IOException e) { // closed by the JDK
                            }
                        });
        reader.start();
        while (Stream.of(reader.getStackTrace())
                .noneMatch(frame -> frame.getMethodName().equals("readBytes"))) {
            Thread.onSpinWait();
        }
    }

    private static String stateAfterExit(long pid) throws IOException {
        String state;
        do {
            state = PoisonsAPid.state(pid);
        } while (!state.equals("gone") && !state.contains("zombie"));
        return state;
    }
}
