package dev.defunct.doublefork;

import dev.defunct.lab.posix.Posix;
import java.io.IOException;
import java.net.ServerSocket;
import jnr.constants.platform.Fcntl;
import jnr.posix.FileStat;
import jnr.posix.POSIX;

/**
 * Fixes {@link HandsDownItsPort}: marks all sockets FD_CLOEXEC before the fork, so that exec closes
 * them (fcntl(2)). It marks only sockets, because ProcessBuilder.start() needs a helper program
 * that inherits pipes, and another thread may be calling start().
 */
public final class KeepsItsPort {
    private static final POSIX POSIX = Posix.get();
    private static final int FD_CLOEXEC = 1; // asm-generic/fcntl.h

    public static void main(String[] args) throws IOException {
        ServerSocket server = new ServerSocket(0);
        closeSocketsOnExec();
        HandsDownItsPort.forkTwice();
        HandsDownItsPort.restart(server);
    }

    private static void closeSocketsOnExec() {
        FileStat stat = POSIX.allocateStat();
        for (int descriptor : Posix.openDescriptors()) {
            if (descriptor > 2 && POSIX.fstat(descriptor, stat) == 0 && stat.isSocket()) {
                POSIX.fcntl(descriptor, Fcntl.F_SETFD, FD_CLOEXEC);
            }
        }
    }
}
