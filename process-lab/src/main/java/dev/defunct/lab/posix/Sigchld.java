package dev.defunct.lab.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a process has decided to do about SIGCHLD (signal(7), "Signal dispositions"). */
public enum Sigchld {
    DEFAULT,
    IGNORED,
    HANDLED;

    private static final long SIGCHLD_BIT = 1L << (17 - 1); // the lowest bit is signal 1

    /**
     * Reads the lines SigIgn and SigCgt of /proc/PID/status (proc(5)). Linux only.
     *
     * @throws UncheckedIOException if there is no such process, or no /proc
     */
    public static Sigchld of(long pid) {
        try {
            String status =
                    Files.readString(
                            Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1);
            if ((mask(status, "SigIgn:") & SIGCHLD_BIT) != 0) {
                return IGNORED;
            }
            return (mask(status, "SigCgt:") & SIGCHLD_BIT) != 0 ? HANDLED : DEFAULT;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long mask(String status, String name) {
        int begin = status.indexOf("\n" + name) + 1 + name.length();
        return Long.parseUnsignedLong(
                status.substring(begin, status.indexOf('\n', begin)).trim(), 16);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
