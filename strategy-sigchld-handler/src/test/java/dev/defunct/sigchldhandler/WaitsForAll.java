package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;

/** The control for {@link AsInit}: reaps all that it adopts, and exits when no child is left. */
final class WaitsForAll {
    public static void main(String[] args) {
        Posix.becomeSubreaper();
        Spawn.command(args);
        while (Posix.get().waitpid(-1, new int[1], 0) > 0) {}
    }
}
