package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.Posix;
import jnr.constants.platform.Signal;
import jnr.ffi.LibraryLoader;

/**
 * The mistake: POSIX.signal of jnr-posix. It gives the C library a pointer to a closure, but no
 * Java object refers to that closure: after a garbage collection the pointer is invalid. Also, the
 * closure is called inside the native signal handler, in the middle of whatever the thread was
 * doing. So the exception is thrown there (jnr/jnr-posix issue 137): here from raise(3), which
 * sends the signal to the calling thread. {@link SurvivesGc} uses the signal handling of the JDK.
 */
public final class DiesAfterGc {

    /** The call of the C library that jnr-posix lacks. */
    public interface RaiseFunction {
        int raise(int signal);
    }

    public static void main(String[] args) {
        Posix.get();
        RaiseFunction libc = LibraryLoader.create(RaiseFunction.class).load("c");
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
