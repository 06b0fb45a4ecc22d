package dev.defunct.nowait;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A bug in the JDK. If start() fails because it cannot create the reaper thread, the pid of the
 * child stays in a map of the pids that have a reaper. A later child with that pid gets no reaper:
 * the child stays a zombie, and waitFor() never returns, although no limit is in force any more.
 * Needs root, to set the process limit of a cgroup (pids.max), and to choose the next pid.
 */
public final class PoisonsAPid {
    private static final Path V1 = Path.of("/sys/fs/cgroup/pids"); // cgroups(7)
    private static final Path CGROUPS = Files.exists(V1) ? V1 : Path.of("/sys/fs/cgroup");

    public static void main(String[] args) throws Exception {
        Class.forName("java.lang.ProcessImpl"); // resets SIGCHLD now, not later
        Path cgroup = Files.createTempDirectory(CGROUPS, "poison");
        failToStart(cgroup);
        long pid = killTheChild();
        while (!cgroup.toFile().delete()) { // fails until the child has exited
            Thread.onSpinWait();
        }

        Process next = new ProcessBuilder("true").start();
        System.out.println("the next child: waitFor() returns " + next.waitFor());
        Process later = startWithPid(pid, "true");
        System.out.println(
                "a child with the old pid: waitFor(1 s) returns "
                        + later.waitFor(1, TimeUnit.SECONDS));
        System.out.println("in the process table: " + state(pid));
    }

    private static void failToStart(Path cgroup) throws IOException {
        write(cgroup.resolve("cgroup.procs"), ProcessHandle.current().pid());
        for (long limit = 1; ; limit++) {
            write(cgroup.resolve("pids.max"), limit);
            try {
                new ProcessBuilder("sleep", "60").start();
            } catch (IOException e) { // no room for the child: raise the limit
            } catch (OutOfMemoryError e) { // room for the child, not for its reaper thread
                System.out.println("start(): " + e.getMessage());
                break;
            }
        }
        write(CGROUPS.resolve("cgroup.procs"), ProcessHandle.current().pid());
    }

    /** Lets the kernel reap the child that no thread waits for. Then the pid is free. */
    private static long killTheChild() {
        ProcessHandle child = ProcessHandle.current().children().findFirst().orElseThrow();
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
        child.destroyForcibly();
        while (child.isAlive()) {
            Thread.onSpinWait();
        }
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_DFL);
        return child.pid();
    }

    /** The kernel gives the next process the pid after this (proc(5)), if that pid is free. */
    static Process startWithPid(long pid, String... command) throws IOException {
        while (true) {
            write(Path.of("/proc/sys/kernel/ns_last_pid"), pid - 1);
            Process child = new ProcessBuilder(command).start();
            if (child.pid() == pid) {
                return child;
            }
        }
    }

    static String state(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        if (!Files.exists(status)) {
            return "gone";
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("State:")).findFirst().orElseThrow();
        }
    }

    private static void write(Path file, long number) throws IOException {
        Files.writeString(file, Long.toString(number));
    }
}
