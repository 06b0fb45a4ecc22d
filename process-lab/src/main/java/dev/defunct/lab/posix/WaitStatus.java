package dev.defunct.lab.posix;

import java.util.Locale;
import jnr.constants.platform.Signal;
import jnr.ffi.Platform;

/**
 * What {@code waitpid} reports of a child: how it ended, or that it was stopped or continued.
 *
 * <p>Decodes the raw int as the macros of wait(2) do (WIFEXITED, WEXITSTATUS, ...). The article
 * shifts the status right by eight bits instead (claim E3), and so gets exit code 0 for a child
 * that was killed by a signal.
 */
public sealed interface WaitStatus {

    /**
     * The child called {@code exit(code)}, or returned from main.
     *
     * @param code 0 to 255: only the low eight bits of what the child passed survive (exit(3))
     */
    record Exited(int code) implements WaitStatus {
        @Override
        public String toString() {
            return "exited with code " + code;
        }
    }

    /**
     * A signal ended the child.
     *
     * @param signal 1 to 126; Linux has 1 to 64
     * @param coreDumped whether the kernel wrote a core dump
     */
    record Signaled(int signal, boolean coreDumped) implements WaitStatus {
        @Override
        public String toString() {
            return "was killed by " + name(signal) + (coreDumped ? " (core dumped)" : "");
        }
    }

    /** The child was stopped by this signal; reported only with WUNTRACED. */
    record Stopped(int signal) implements WaitStatus {
        @Override
        public String toString() {
            return "was stopped by " + name(signal);
        }
    }

    /** The child runs on after SIGCONT; reported only with WCONTINUED. */
    record Continued() implements WaitStatus {
        @Override
        public String toString() {
            return "was continued";
        }
    }

    /**
     * Decodes a wait status.
     *
     * @param raw what waitpid stored; of its 32 bits the low 16 count (ptrace uses the others)
     */
    static WaitStatus of(int raw) {
        int low = raw & 0x7f;
        int high = raw >> 8 & 0xff;
        if ((raw & 0xffff) == CONTINUED) {
            return new Continued();
        }
        if (low == 0x7f) {
            return new Stopped(high);
        }
        if (low == 0) {
            return new Exited(high);
        }
        return new Signaled(low, (raw & 0x80) != 0);
    }

    /** The status for which WIFCONTINUED is true: glibc's value, and that of macOS. */
    int CONTINUED = Platform.getNativePlatform().getOS() == Platform.OS.DARWIN ? 0x137f : 0xffff;

    /** The name of a signal, as in "SIGKILL (9)", or "signal 34" if it has no name. */
    private static String name(int signal) {
        for (Signal known : Signal.values()) {
            if (known.defined() && known.intValue() == signal) {
                return known.name().toUpperCase(Locale.ROOT) + " (" + signal + ")";
            }
        }
        return "signal " + signal;
    }
}
