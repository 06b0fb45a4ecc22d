package dev.defunct.lab.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a process does about SIGCHLD (signal(7), "Signal dispositions"). */
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
        Path status = Path.of("/proc/" + pid + "/status");
        try {
            List<String> lines = Files.readAllLines(status, StandardCharsets.ISO_8859_1);
            return isIn("SigIgn:", lines) ? IGNORED : isIn("SigCgt:", lines) ? HANDLED : DEFAULT;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isIn(String mask, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(mask))
                .map(line -> Long.parseUnsignedLong(line.substring(mask.length()).trim(), 16))
                .anyMatch(bits -> (bits & SIGCHLD_BIT) != 0);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
