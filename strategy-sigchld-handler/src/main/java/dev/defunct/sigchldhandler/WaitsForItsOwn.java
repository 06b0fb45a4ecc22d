package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.Native;
import dev.defunct.lab.Spawn;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * {@link StealsStatuses} put right: the handler waits only for the pids that this program spawned
 * itself. Those of ProcessBuilder are left to the JDK.
 */
public final class WaitsForItsOwn {
    private static final POSIX POSIX = Native.posix();
    private static final Set<Integer> OWN = ConcurrentHashMap.newKeySet();

    public static void main(String[] args) throws ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), sigchld -> reapOwn());

        for (int i = 0; i < 50; i++) {
            spawn("true");
        }
        System.out.println("statuses stolen: " + StealsStatuses.countStolen());
        while (!OWN.isEmpty()) {
            Thread.onSpinWait();
        }
        System.out.println("our own are all reaped");
    }

    private static void spawn(String command) {
        OWN.add(Spawn.command(command));
        reapOwn(); // its SIGCHLD may have come before we had noted its pid
    }

    private static void reapOwn() {
        OWN.removeIf(pid -> POSIX.waitpid(pid, new int[1], WNOHANG.intValue()) == pid);
    }
}
