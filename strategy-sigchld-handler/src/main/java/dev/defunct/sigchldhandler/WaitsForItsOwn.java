package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * Fixes {@link StealsStatuses}: the handler waits only for the pids that this program spawned
 * itself. The children of ProcessBuilder are left to the JDK. The handler forgets a pid as soon as
 * waitpid returns anything but 0. If waitpid fails with ECHILD, other code has reaped that child,
 * and the kernel can give the pid to a child of other code: a handler that kept the pid would steal
 * the status of that child.
 */
public final class WaitsForItsOwn {
    private static final POSIX POSIX = Posix.get();
    static final Set<Integer> OWN = ConcurrentHashMap.newKeySet();

    private static volatile boolean isCounting = true;

    public static void main(String[] args) throws Exception {
        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), sigchld -> reapOwn());

        Thread spawner = new Thread(WaitsForItsOwn::spawnMany);
        spawner.start();
        System.out.println("statuses stolen: " + StealsStatuses.countStolen());
        isCounting = false;
        spawner.join();
        while (!OWN.isEmpty()) {
            Thread.onSpinWait();
        }
        System.out.println("our own are all reaped");
    }

    /**
     * Children of both kinds exit at the same time: a waitpid(-1) here would steal many statuses.
     */
    private static void spawnMany() {
        while (isCounting) {
            OWN.add(Spawn.command("sleep", "0.05"));
            reapOwn(); // SIGCHLD may have been delivered before the pid was noted
        }
    }

    /**
     * Runs one call at a time. If waitpid returns 0, the child has not exited, and its pid stays
     * ours.
     */
    static synchronized void reapOwn() {
        OWN.removeIf(pid -> POSIX.waitpid(pid, new int[1], WNOHANG.intValue()) != 0);
    }
}
