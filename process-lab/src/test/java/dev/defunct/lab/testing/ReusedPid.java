package dev.defunct.lab.testing;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Gives a child the pid that an earlier child had. PID 1 of a namespace can do that (proc(5),
 * ns_last_pid).
 */
public final class ReusedPid {

    private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");

    private ReusedPid() {}

    /** Starts a child with this pid, which exits with code 7, and waits until it is a zombie. */
    public static int spawn(int pid) throws IOException {
        int child;
        do { // a thread of the JVM may take the pid
            Files.writeString(LAST_PID, Integer.toString(pid - 1));
            child = Spawn.command("sh", "-c", "exit 7");
            awaitZombie(child);
        } while (child != pid && Posix.get().waitpid(child, new int[1], 0) == child);
        return child;
    }

    private static void awaitZombie(int pid) {
        ProcessTable table = ProcessTable.ofThisMachine();
        while (table.find(pid).filter(ProcessEntry::isZombie).isEmpty()) {
            Thread.onSpinWait();
        }
    }
}
