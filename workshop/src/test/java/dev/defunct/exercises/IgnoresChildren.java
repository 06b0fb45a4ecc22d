package dev.defunct.exercises;

import dev.defunct.lab.Disposition;
import dev.defunct.lab.Native;
import dev.defunct.lab.ProcessEntry;
import dev.defunct.lab.ProcessTable;
import dev.defunct.lab.Spawn;
import java.util.Optional;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;

/** Calls ignore() of the answer, and prints what comes of it. */
final class IgnoresChildren {

    private static final long SELF = ProcessHandle.current().pid();

    public static void main(String[] args) throws Exception {
        POSIX posix = Native.posix();
        IgnoreChildren.ignore();
        System.out.println("at first: " + Disposition.ofSigchld(SELF));
        Process seven = new ProcessBuilder("sh", "-c", "exit 7").start();
        System.out.println("waitFor() says: " + seven.waitFor());
        System.out.println("later: " + Disposition.ofSigchld(SELF));
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
