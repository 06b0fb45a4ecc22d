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

    /**
     * @param args how many children to start with ProcessBuilder; a tenth of it is spawned besides
     */
    public static void main(String[] args) throws ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), sigchld -> reapOwn());

        int children = Integer.parseInt(args[0]);
        for (int i = 0; i < children / 10; i++) {
            spawn("true");
        }
        System.out.println("stolen: " + StealsStatuses.countStolen(children));
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
