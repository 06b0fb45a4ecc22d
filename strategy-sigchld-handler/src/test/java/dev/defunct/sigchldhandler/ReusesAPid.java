package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.testing.ReusedPid;
import java.util.Set;
import jnr.posix.POSIX;

/**
 * Other code reaps a child of {@link WaitsForItsOwn}, and starts a child that gets the same pid. As
 * PID 1 of a namespace this program can choose that pid (proc(5), ns_last_pid).
 */
final class ReusesAPid {
    private static final POSIX POSIX = Posix.get();

    /**
     * @param args "forgets" for the handler of WaitsForItsOwn, "keeps" for a handler that forgets a
     *     pid only when it has reaped that child itself
     */
    public static void main(String[] args) throws Exception {
        boolean forgets = args[0].equals("forgets");
        Set<Integer> own = WaitsForItsOwn.OWN;
        Runnable handler = forgets ? WaitsForItsOwn::reapOwn : () -> own.removeIf(ReusesAPid::reap);

        int ours = Spawn.command("true");
        own.add(ours);
        POSIX.waitpid(ours, new int[1], 0); // what other code could do
        handler.run();

        int theirs = ReusedPid.spawn(ours);
        handler.run();

        int[] status = new int[1];
        boolean isTheirs = POSIX.waitpid(theirs, status, 0) == theirs;
        System.out.println(isTheirs ? WaitStatus.of(status[0]).toString() : "ECHILD");
    }

    private static boolean reap(int pid) {
        return POSIX.waitpid(pid, new int[1], WNOHANG.intValue()) == pid;
    }
}
