package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.ps.ProcessTable;

/**
 * Adopts the orphans of its command, waits only for the command, and then counts its own zombies.
 */
final class CountsWhatIsLeft {
    public static void main(String[] args) {
        int[] status = new int[1];
        Posix.becomeSubreaper();
        Posix.get().waitpid(Spawn.command(args), status, 0);
        long self = ProcessHandle.current().pid();
        long left =
                ProcessTable.ofThisMachine().all().stream()
                        .filter(entry -> entry.parent() == self && entry.isZombie())
                        .count();
        System.out.println(WaitStatus.of(status[0]) + ", and left " + left + " zombies");
    }
}
