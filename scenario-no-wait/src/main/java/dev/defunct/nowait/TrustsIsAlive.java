package dev.defunct.nowait;

import dev.defunct.lab.posix.Spawn;

/**
 * The mistake: taking isAlive() to mean "it runs". A ProcessHandle stands for an entry in the
 * process table, and a zombie still has an entry. So isAlive() returns true, the zombie is among
 * the children, and destroyForcibly() returns true, because kill(2) succeeds for any zombie. {@link
 * LooksAtTheState} asks the kernel.
 */
public final class TrustsIsAlive {
    public static void main(String[] args) {
        int pid = Spawn.command("true");
        ProcessHandle zombie = ProcessHandle.of(pid).orElseThrow();
        zombie.onExit().join(); // completes when our child has exited, reaped or not

        System.out.println("isAlive: " + zombie.isAlive());
        System.out.println("destroyForcibly: " + zombie.destroyForcibly());
        System.out.println("isAlive after that: " + zombie.isAlive());
        System.out.println(
                "among the children: "
                        + ProcessHandle.current().children().anyMatch(zombie::equals));
    }
}
