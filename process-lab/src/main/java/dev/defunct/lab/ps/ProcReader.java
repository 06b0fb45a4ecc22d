package dev.defunct.lab.ps;

import dev.defunct.lab.ps.ProcessEntry.State;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the process table from /proc, as proc(5) describes /proc/PID/stat. */
final class ProcReader implements ProcessTable {

    /** USER_HZ, the unit of start times in /proc: 100 on x86, ARM, RISC-V, POWER and s390. */
    private static final long TICKS_PER_SECOND = 100;

    /** More than the longest line: 52 numbers, and a command of at most 64 bytes. */
    private static final int STAT_BYTES = 2048;

    private final long boot = bootTime();

    @Override
    public Optional<ProcessEntry> find(long pid) {
        return read(Long.toString(pid), new byte[STAT_BYTES]);
    }

    /** One buffer for all, and no stream: there may be ten thousand of them. */
    @Override
    public List<ProcessEntry> all() {
        String[] names = new File("/proc").list();
        if (names == null) {
            throw new UncheckedIOException(new IOException("/proc cannot be listed"));
        }
        byte[] buffer = new byte[STAT_BYTES];
        List<ProcessEntry> entries = new ArrayList<>(names.length);
        for (String name : names) {
            if (Character.isDigit(name.charAt(0))) {
                read(name, buffer).ifPresent(entries::add);
            }
        }
        return entries;
    }

    private Optional<ProcessEntry> read(String pid, byte[] buffer) {
        try (FileInputStream stat = new FileInputStream("/proc/" + pid + "/stat")) {
            return parse(Long.parseLong(pid), buffer, stat.read(buffer)); // the kernel gives all
        } catch (IOException goneMeanwhile) {
            return Optional.empty();
        }
    }

    /** The command may hold spaces and parentheses: it reaches from the first ( to the last ). */
    private Optional<ProcessEntry> parse(long pid, byte[] stat, int length) {
        int open = 0;
        while (stat[open] != '(') {
            open++;
        }
        int close = length - 1;
        while (stat[close] != ')') {
            close--;
        }
        String text = new String(stat, close + 2, length - close - 3, StandardCharsets.US_ASCII);
        String[] field = text.split(" "); // field[0] is number 3 of proc(5)
        long threads = Long.parseLong(field[17]);
        if (threads == 0) {
            return Optional.empty(); // reaped while we read
        }
        return Optional.of(
                new ProcessEntry(
                        pid,
                        Long.parseLong(field[1]),
                        State.of(field[0].charAt(0), threads > 1),
                        boot + Long.parseLong(field[19]) / TICKS_PER_SECOND,
                        printable(stat, open + 1, close)));
    }

    /** The bytes as {@code ps} prints them in the C locale. */
    private static String printable(byte[] stat, int from, int to) {
        for (int i = from; i < to; i++) {
            if (stat[i] < 0) {
                stat[i] = '?'; // a byte above 0x7f
            } else if (stat[i] < ' ' || stat[i] == 0x7f) {
                stat[i] = '.';
            }
        }
        return new String(stat, from, to - from, StandardCharsets.US_ASCII);
    }

    private static long bootTime() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            return lines.filter(line -> line.startsWith("btime "))
                    .mapToLong(line -> Long.parseLong(line.substring(6).trim()))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
