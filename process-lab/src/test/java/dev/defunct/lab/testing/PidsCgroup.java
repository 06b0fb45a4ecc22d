package dev.defunct.lab.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A cgroup that limits the number of its processes and threads: pids.max (cgroups(7)). */
public final class PidsCgroup implements AutoCloseable {

    private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/pids");
    private static final Path ROOT =
            Files.exists(VERSION_1) ? VERSION_1 : Path.of("/sys/fs/cgroup");

    private final Path folder;

    private PidsCgroup() throws IOException {
        folder = Files.createTempDirectory(ROOT, "defunct");
    }

    /** Makes a cgroup that has no limit yet. Skips the test if this process cannot make one. */
    public static PidsCgroup make() {
        Needs.all(Needs.pidsCgroup());
        try {
            return new PidsCgroup();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isPossible() {
        try (PidsCgroup cgroup = new PidsCgroup()) {
            return Files.isWritable(cgroup.folder.resolve("pids.max"));
        } catch (IOException e) {
            return false;
        }
    }

    public Path folder() {
        return folder;
    }

    /**
     * The beginning of a command line. The command that is appended to it runs in this cgroup,
     * under this limit.
     */
    public List<String> with(int limit) {
        return List.of(
                "sh",
                "-c",
                "echo $$ >$0/cgroup.procs && echo $1 >$0/pids.max && shift && exec \"$@\"",
                folder.toString(),
                Integer.toString(limit));
    }

    /** Removes the cgroup when no process is left in it. */
    @Override
    public void close() {
        await("cgroup " + folder + " is empty")
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> Files.deleteIfExists(folder));
    }
}
