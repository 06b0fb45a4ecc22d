package dev.defunct.lab.posix;

import java.util.Locale;

/** What a process does when SIGCHLD arrives (signal(7), "Signal dispositions"). */
public enum Sigchld {
    DEFAULT,
    IGNORED,
    HANDLED;

    private static final long SIGCHLD_BIT = 1L << (17 - 1); // the lowest bit is signal 1

    /**
     * Reads the lines SigIgn and SigCgt of /proc/PID/status (proc(5)). Returns DEFAULT for a
     * process that is gone. Linux only.
     */
    public static Sigchld of(long pid) {
        String status = "/proc/" + pid + "/status";
        return isIn(ProcFiles.field(status, "SigIgn"))
                ? IGNORED
                : isIn(ProcFiles.field(status, "SigCgt")) ? HANDLED : DEFAULT;
    }

    private static boolean isIn(String mask) {
        return (Long.parseUnsignedLong("0" + mask, 16) & SIGCHLD_BIT) != 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
