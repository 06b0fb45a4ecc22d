package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.Map;

/**
 * Adopts an orphan whose pid is poisoned (docs/poisoned-pid.md): the JDK has noted that one of its
 * threads waits for that pid, but no thread does. Prints whether {@link Adopted} reaps the orphan.
 */
final class ReapsAPoisonedPid {

    static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    public static void main(String[] args) throws Exception {
        Posix.becomeSubreaper();
        new ProcessBuilder("true").start().waitFor(); // the JDK has a reaper thread now
        int shell = Spawn.command("sh", "-c", "sleep 60 &");
        Posix.get().waitpid(shell, new int[1], 0);
        ProcessHandle orphan = ProcessHandle.current().children().findFirst().orElseThrow();
        poison(orphan.pid());

        orphan.destroyForcibly();
        ProcessTable table = ProcessTable.ofThisMachine();
        while (table.find(orphan.pid()).filter(ProcessEntry::isZombie).isEmpty()) {
            Thread.onSpinWait();
        }
        new Adopted().reap();
        System.out.println("reaped: " + table.find(orphan.pid()).isEmpty());
    }

    /** Leaves behind what ProcessBuilder.start() leaves if it cannot start its reaper thread. */
    @SuppressWarnings("unchecked")
    private static void poison(long pid) throws ReflectiveOperationException {
        Field completions =
                Class.forName("java.lang.ProcessHandleImpl").getDeclaredField("completions");
        completions.setAccessible(true);
        Constructor<?> completion =
                Class.forName("java.lang.ProcessHandleImpl$ExitCompletion")
                        .getDeclaredConstructor(boolean.class);
        completion.setAccessible(true);
        ((Map<Long, Object>) completions.get(null)).put(pid, completion.newInstance(true));
    }
}
