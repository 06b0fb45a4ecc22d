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

    public static void main(String[] args) throws Exception {
        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), sigchld -> reapOwn());

        Thread spawner = new Thread(WaitsForItsOwn::spawnMany);
        spawner.start();
        System.out.println("statuses stolen: " + StealsStatuses.countStolen());
        spawner.join();
        while (!OWN.isEmpty()) {
            Thread.onSpinWait();
        }
        System.out.println("our own are all reaped");
    }

    private static void spawnMany() {
        for (int i = 0; i < 100; i++) {
            spawn("true");
        }
    }

    private static void spawn(String command) {
        OWN.add(Spawn.command(command));
        reapOwn(); // its SIGCHLD may have come before we had noted its pid
    }

    /** One at a time: a pid is ours to wait for until it is reaped, and then no more. */
    private static synchronized void reapOwn() {
        OWN.removeIf(pid -> POSIX.waitpid(pid, new int[1], WNOHANG.intValue()) == pid);
    }
}
