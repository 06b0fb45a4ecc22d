package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;

/** The control of {@link AsInit}: adopts as it does, and waits for its command only. */
final class ForgetsTheAdopted {
    public static void main(String[] args) {
        Posix.becomeSubreaper();
        Posix.get().waitpid(Spawn.command(args), new int[1], 0);
    }
}
