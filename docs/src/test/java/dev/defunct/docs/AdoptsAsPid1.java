package dev.defunct.docs;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.util.concurrent.CountDownLatch;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * As PID 1 of a namespace, adopts an orphan, kills it, and prints the state of the orphan, or that
 * the orphan is gone.
 */
final class AdoptsAsPid1 {
    /**
     * @param args what this program does about SIGCHLD: ignore, reap or nothing
     */
    public static void main(String[] args) throws Exception {
        POSIX posix = Posix.get();
        Class.forName("java.lang.ProcessImpl"); // the JDK resets SIGCHLD now, not later
        CountDownLatch reaped = new CountDownLatch(args[0].equals("reap") ? 2 : 0);
        switch (args[0]) {
            case "ignore" -> Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
            case "reap" ->
                    Signal.handle(
                            new Signal("CHLD"),
                            sigchld -> {
                                while (posix.waitpid(-1, new int[1], 1) > 0) { // 1: WNOHANG
                                    reaped.countDown();
                                }
                            });
            default -> {}
        }

        int sh = Spawn.command("sh", "-c", "sleep 60 &");
        if (posix.waitpid(sh, new int[1], 0) == sh) { // otherwise the handler has reaped it
            reaped.countDown();
        }

        ProcessTable table = ProcessTable.ofThisMachine();
        ProcessEntry orphan =
                table.all().stream()
                        .filter(entry -> entry.parent() == 1) // only the orphan: sh is reaped
                        .findFirst()
                        .orElseThrow();
        posix.kill((int) orphan.pid(), 9);
        ProcessHandle.of(orphan.pid()).ifPresent(handle -> handle.onExit().join());
        reaped.await();
        System.out.println(
                table.find(orphan.pid()).map(entry -> entry.state().toString()).orElse("gone"));
    }
}
