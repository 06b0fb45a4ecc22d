package dev.defunct.sigchldhandler;

import dev.defunct.lab.Native;
import dev.defunct.lab.Spawn;

/** The control of {@link AsInit}: adopts as it does, and waits for its command only. */
final class ForgetsTheAdopted {
    public static void main(String[] args) {
        Native.becomeSubreaper();
        Native.posix().waitpid(Spawn.command(args), new int[1], 0);
    }
}
