package dev.defunct.nowait;

import dev.defunct.lab.posix.Spawn;

/**
 * The mistake: to take isAlive() for "it runs". A ProcessHandle stands for an entry in the process
 * table, and a zombie has one: it is alive, it is among the children, and destroyForcibly() says
 * that it was asked to end, as kill(2) says of any zombie. {@link LooksAtTheState} asks the kernel.
 */
public final class TrustsIsAlive {
    public static void main(String[] args) {
        int pid = Spawn.command("true");
        ProcessHandle zombie = ProcessHandle.of(pid).orElseThrow();
        zombie.onExit().join(); // of a child of ours: when it has exited, reaped or not

        System.out.println("isAlive: " + zombie.isAlive());
        System.out.println("destroyForcibly: " + zombie.destroyForcibly());
        System.out.println("isAlive after that: " + zombie.isAlive());
        System.out.println(
                "among the children: "
                        + ProcessHandle.current().children().anyMatch(zombie::equals));
    }
}
