package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;

/** The control for {@link AsInit}: adopts in the same way, and waits only for its command. */
final class ForgetsTheAdopted {
    public static void main(String[] args) {
        Posix.becomeSubreaper();
        Posix.get().waitpid(Spawn.command(args), new int[1], 0);
    }
}
