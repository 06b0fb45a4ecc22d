package dev.defunct.lab;

import jnr.constants.platform.Signal;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Platform;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/** jnr-posix, and the few calls of the C library that it leaves out. */
public final class Native {

    /** Called through jnr-ffi, which comes with jnr-posix. */
    public interface LibC {
        int prctl(int option, long value, long unused3, long unused4, long unused5);

        int sigemptyset(byte[] set);

        int sigfillset(byte[] set);

        int sigaddset(byte[] set, int signal);

        int pthread_sigmask(int how, byte[] set, byte[] old);

        long signal(int signal, long disposition);
    }

    private static final int PR_SET_CHILD_SUBREAPER = 36; // linux/prctl.h
    private static final long SIG_DFL = 0;
    private static final int SIZEOF_SIGSET = 128; // glibc; 4 on macOS
    private static final int SIG_UNBLOCK =
            Platform.getNativePlatform().getOS() == Platform.OS.LINUX ? 1 : 2;

    /**
     * jnr-ffi makes calls by bytecode that it generates, or by reflection. Only the latter holds on
     * to the memory of the arguments until the call returns: by the former, a garbage collection
     * during posix_spawn now and then frees them, and it says EFAULT, or the JVM crashes. (It also
     * starts 0.1 s sooner.)
     */
    static {
        System.setProperty("jnr.ffi.asm.enabled", "false");
    }

    private static POSIX posix;
    private static LibC libc;

    private Native() {}

    /**
     * The native POSIX calls.
     *
     * @throws CannotPlay if the library that carries them cannot be loaded
     */
    public static synchronized POSIX posix() {
        if (posix == null) {
            try {
                posix = POSIXFactory.getNativePOSIX();
                posix.getpid();
            } catch (LinkageError | RuntimeException e) {
                throw new CannotPlay(
                        "the native library of jnr-posix cannot be loaded: let "
                                + System.getProperty("java.io.tmpdir")
                                + " be writable, with room, and not mounted noexec ("
                                + e
                                + ")");
            }
        }
        return posix;
    }

    /**
     * Makes this process a child subreaper: it adopts its orphaned descendants (prctl(2)).
     *
     * @throws CannotPlay on anything but Linux
     */
    public static void becomeSubreaper() {
        if (Platform.getNativePlatform().getOS() != Platform.OS.LINUX
                || libc().prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) {
            throw new CannotPlay(Init.NEEDS_SUBREAPER);
        }
    }

    /**
     * Gives a signal its default disposition (signal(2)), so that this JVM can install a handler:
     * it does not for SIGHUP, SIGINT and SIGTERM if they were ignored when it started.
     *
     * @param name as in TERM
     */
    static void restoreDefault(String name) {
        libc().signal(new sun.misc.Signal(name).getNumber(), SIG_DFL);
    }

    /**
     * Lets SIGCHLD reach the calling thread, and so this process: a blocked signal is inherited
     * from the launcher, through fork and exec (sigprocmask(2)).
     */
    static void unblockSigchld() {
        byte[] set = new byte[SIZEOF_SIGSET];
        libc().sigemptyset(set);
        libc().sigaddset(set, Signal.SIGCHLD.intValue());
        libc().pthread_sigmask(SIG_UNBLOCK, set, null);
    }

    /**
     * Lets all signals reach the calling thread, and what it starts from now on: a JVM blocks
     * SIGQUIT for all its threads but one.
     */
    public static void unblockSignals() {
        byte[] set = new byte[SIZEOF_SIGSET];
        libc().sigfillset(set);
        libc().pthread_sigmask(SIG_UNBLOCK, set, null);
    }

    private static synchronized LibC libc() {
        if (libc == null) {
            posix(); // or cannot play
            libc = LibraryLoader.create(LibC.class).load("c");
        }
        return libc;
    }
}
