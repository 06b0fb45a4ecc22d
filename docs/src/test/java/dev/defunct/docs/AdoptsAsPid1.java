package dev.defunct.docs;

import dev.defunct.lab.Native;
import dev.defunct.lab.ProcessEntry;
import dev.defunct.lab.ProcessTable;
import dev.defunct.lab.Spawn;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** PID 1 of a namespace: adopts an orphan, kills it, and says what is left of it. */
final class AdoptsAsPid1 {
    /** With an argument it ignores SIGCHLD. */
    public static void main(String[] args) throws ClassNotFoundException {
        POSIX posix = Native.posix();
        Class.forName("java.lang.ProcessImpl"); // let the JDK's reset be now
        if (args.length > 0) {
            Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
        }

        posix.waitpid(Spawn.command("sh", "-c", "sleep 60 &"), new int[1], 0);

        ProcessTable table = ProcessTable.ofThisMachine();
        ProcessEntry orphan =
                table.all().stream()
                        .filter(entry -> entry.parent() == 1 && entry.pid() != 1)
                        .findFirst()
                        .orElseThrow();
        posix.kill((int) orphan.pid(), 9);
        ProcessHandle.of(orphan.pid()).ifPresent(handle -> handle.onExit().join());
        System.out.println(
                table.find(orphan.pid()).map(entry -> entry.state().toString()).orElse("gone"));
    }
}
