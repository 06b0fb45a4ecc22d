package dev.defunct.sigchldhandler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LibraryLoader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

@DisplayName("2.3 SIGCHLD when a child is stopped")
class NoCldStopTest {

    /** A call of the C library, which jnr-posix offers only for setting a handler. */
    public interface SigactionFunction {
        int sigaction(int signal, byte[] action, byte[] old);
    }

    /** Prints whether SIGCHLD has the flag SA_NOCLDSTOP now, and after each change. */
    static final class ShowsTheFlag {
        private static final int SA_NOCLDSTOP = 1; // asm-generic/signal-defs.h
        private static final int SA_FLAGS = 8 + 128; // after a pointer and the signal mask in glibc

        private static SigactionFunction libc;

        public static void main(String[] args) throws ClassNotFoundException {
            Posix.get();
            libc = LibraryLoader.create(SigactionFunction.class).load("c");
            print("at first");
            Class.forName("java.lang.ProcessImpl");
            print("after the reset");
            Signal.handle(new Signal("CHLD"), sigchld -> {});
            print("after Signal.handle");
        }

        private static void print(String when) {
            byte[] old = new byte[256];
            libc.sigaction(new Signal("CHLD").getNumber(), null, old);
            int flags = ByteBuffer.wrap(old).order(ByteOrder.nativeOrder()).getInt(SA_FLAGS);
            System.out.println(when + ": " + ((flags & SA_NOCLDSTOP) != 0));
        }
    }

    @Test
    @DisplayName(
            "when the JDK resets SIGCHLD, it sets the flag SA_NOCLDSTOP, and Signal.handle clears that flag")
    void flag() {
        Needs.all(Needs.linux());
        assertThat(Jvm.run(ShowsTheFlag.class))
                .containsExactly(
                        "at first: false", "after the reset: true", "after Signal.handle: false");
    }
}
