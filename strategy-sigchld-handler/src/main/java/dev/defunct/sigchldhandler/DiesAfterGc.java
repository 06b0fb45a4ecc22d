package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.Posix;
import jnr.constants.platform.Signal;
import jnr.ffi.LibraryLoader;

/**
 * The mistake: POSIX.signal of jnr-posix. It gives the C library a pointer to a closure, which
 * nobody in Java holds: after a garbage collection it leads nowhere. And it is called inside the
 * signal handler proper, in the middle of whatever the thread was doing, so that is where the
 * exception comes out (jnr/jnr-posix issue 137): here out of raise(3), which sends the signal to
 * the calling thread. {@link SurvivesGc} uses the JDK's own.
 */
public final class DiesAfterGc {

    /** The call of the C library that jnr-posix has not got. */
    public interface LibC {
        int raise(int signal);
    }

    public static void main(String[] args) {
        Posix.get();
        LibC libc = LibraryLoader.create(LibC.class).load("c");
        Posix.get()
                .signal(
                        Signal.SIGCHLD,
                        number ->
                                System.out.println(Thread.currentThread().getName() + " handles"));

        libc.raise(Signal.SIGCHLD.intValue());
        System.gc();
        System.out.println("after gc");
        try {
            libc.raise(Signal.SIGCHLD.intValue());
        } catch (NullPointerException e) {
            System.out.println("raise: " + e.getMessage());
        }
    }
}
