package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import jnr.posix.POSIX;

/**
 * Other code reaps a child of {@link WaitsForItsOwn}, and starts a child that gets the same pid. As
 * PID 1 of a namespace this program can choose that pid (proc(5), ns_last_pid).
 */
final class ReusesAPid {
    private static final POSIX POSIX = Posix.get();
    private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");

    /**
     * @param args "forgets" for the handler of WaitsForItsOwn, "keeps" for one that forgets a pid
     *     only when it has reaped that child itself
     */
    public static void main(String[] args) throws Exception {
        boolean forgets = args[0].equals("forgets");
        Set<Integer> own = WaitsForItsOwn.OWN;
        Runnable handler = forgets ? WaitsForItsOwn::reapOwn : () -> own.removeIf(ReusesAPid::reap);

        int ours = Spawn.command("true");
        own.add(ours);
        POSIX.waitpid(ours, new int[1], 0); // other code does
        handler.run();

        int theirs = spawnAs(ours);
        handler.run();

        int[] status = new int[1];
        boolean isTheirs = POSIX.waitpid(theirs, status, 0) == theirs;
        System.out.println(isTheirs ? WaitStatus.of(status[0]).toString() : "ECHILD");
    }

    private static boolean reap(int pid) {
        return POSIX.waitpid(pid, new int[1], WNOHANG.intValue()) == pid;
    }

    /** Starts a child with this pid, and waits until it is a zombie. */
    private static int spawnAs(int pid) throws IOException {
        int child;
        do { // a thread of the JVM may take the pid
            Files.writeString(LAST_PID, Integer.toString(pid - 1));
            child = Spawn.command("sh", "-c", "exit 7");
            waitUntilZombie(child);
        } while (child != pid && POSIX.waitpid(child, new int[1], 0) == child);
        return child;
    }

    private static void waitUntilZombie(int pid) {
        ProcessTable table = ProcessTable.ofThisMachine();
        while (table.find(pid).filter(ProcessEntry::isZombie).isEmpty()) {
            Thread.onSpinWait();
        }
    }
}
