package dev.defunct.lab.testing;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.ProcFiles;
import jnr.constants.platform.Signal;

/**
 * Blocks SIGCHLD for the calling thread, until this object is closed. The processes that the thread
 * starts inherit that through fork and exec (sigprocmask(2)). But from JDK 20 on, ProcessBuilder
 * unblocks all signals of its child. Linux only.
 */
public final class BlockedSigchld implements AutoCloseable {

    private static final int SIG_BLOCK = 0;
    private static final int SIZEOF_SIGSET = 128; // glibc

    private BlockedSigchld() {}

    /** Blocks SIGCHLD for the calling thread. */
    public static BlockedSigchld inThisThread() {
        Needs.all(Needs.linux());
        byte[] set = new byte[SIZEOF_SIGSET]; // empty
        int bit = Signal.SIGCHLD.intValue() - 1; // the lowest bit is signal 1
        set[bit / 8] = (byte) (1 << bit % 8);
        Posix.libc().pthread_sigmask(SIG_BLOCK, set, null);
        return new BlockedSigchld();
    }

    /**
     * The signals that a process blocks: SigBlk of /proc/PID/status, a bit mask in hexadecimal. Its
     * lowest bit is signal 1; SIGCHLD is signal 17.
     */
    public static String signalsBlockedIn(long pid) {
        return ProcFiles.field("/proc/" + pid + "/status", "SigBlk");
    }

    @Override
    public void close() {
        Posix.unblockSignals();
    }
}
