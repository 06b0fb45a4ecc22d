package dev.defunct.lab.ps;

import dev.defunct.lab.posix.CannotPlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The process table of this machine, or of this PID namespace, as {@code ps} shows it. Two readers
 * give the same answers: {@link ProcReader} on Linux, {@link PsReader} on macOS. Both leave out a
 * process that vanishes while they read it.
 */
public interface ProcessTable {

    /** The process with this pid, or empty if there is none. */
    Optional<ProcessEntry> find(long pid);

    /** All processes, in no particular order. */
    List<ProcessEntry> all();

    /**
     * The reader for this machine.
     *
     * @throws CannotPlay on Windows, and on Linux if /proc is missing or belongs to another PID
     *     namespace, because ps does not work then either
     */
    static ProcessTable ofThisMachine() {
        String os = System.getProperty("os.name");
        if (os.startsWith("Windows")) {
            throw new CannotPlay(
                    "Windows has no zombie processes (no fork, no wait): play this on Linux or"
                            + " macOS, or inside WSL");
        }
        if (!os.equals("Linux")) {
            return new PsReader();
        }
        try {
            String self = Files.readSymbolicLink(Path.of("/proc/self")).toString();
            if (self.equals(Long.toString(ProcessHandle.current().pid()))) {
                return new ProcReader();
            }
        } catch (IOException e) {
            throw new CannotPlay("/proc cannot be read: mount it (mount -t proc proc /proc)");
        }
        throw new CannotPlay(
                "/proc belongs to another PID namespace: mount this one's (mount -t proc proc"
                        + " /proc, or unshare --mount-proc)");
    }
}
