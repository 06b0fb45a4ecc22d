package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Sigchld;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.util.Optional;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;

/** Calls ignore() of the answer, and prints what comes of it. */
final class IgnoresChildren {

    private static final long SELF = ProcessHandle.current().pid();

    public static void main(String[] args) throws Exception {
        POSIX posix = Posix.get();
        IgnoreChildren.ignore();
        System.out.println("at first: " + Sigchld.of(SELF));
        Process seven = new ProcessBuilder("sh", "-c", "exit 7").start();
        System.out.println("waitFor() says: " + seven.waitFor());
        System.out.println("later: " + Sigchld.of(SELF));
        System.out.println("a child: " + fateOf(Spawn.command("true")));
        int result = posix.waitpid(Spawn.command("true"), new int[1], 0);
        System.out.println(
                "waitpid says: " + (result < 0 ? Errno.valueOf(posix.errno()).name() : "its pid"));
    }

    private static String fateOf(int child) {
        while (true) {
            Optional<ProcessEntry> entry = ProcessTable.ofThisMachine().find(child);
            if (entry.isEmpty()) {
                return "gone";
            }
            if (entry.get().isZombie()) {
                return "a zombie";
            }
            Thread.onSpinWait();
        }
    }
}
