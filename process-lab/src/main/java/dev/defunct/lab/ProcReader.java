package dev.defunct.lab;

import dev.defunct.lab.ProcessEntry.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the process table from /proc, as proc(5) describes /proc/PID/stat. */
final class ProcReader implements ProcessTable {

    /** USER_HZ, the unit of start times in /proc: 100 on every Linux that runs OpenJDK. */
    private static final long TICKS_PER_SECOND = 100;

    private final long boot = bootTime();

    @Override
    public Optional<ProcessEntry> find(long pid) {
        try {
            byte[] stat = Files.readAllBytes(Path.of("/proc/" + pid + "/stat"));
            return parse(pid, printable(stat));
        } catch (IOException goneMeanwhile) {
            return Optional.empty();
        }
    }

    @Override
    public List<ProcessEntry> all() {
        try (Stream<Path> proc = Files.list(Path.of("/proc"))) {
            return proc.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .flatMap(name -> find(Long.parseLong(name)).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command may hold spaces and parentheses: it reaches from the first ( to the last ). */
    private Optional<ProcessEntry> parse(long pid, String stat) {
        int close = stat.lastIndexOf(')');
        String command = stat.substring(stat.indexOf('(') + 1, close);
        String[] field = stat.substring(close + 2).split(" "); // field[0] is number 3 of proc(5)
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
                        command));
    }

    /** The bytes as {@code ps} prints them in the C locale, the last newline aside. */
    private static String printable(byte[] stat) {
        byte[] text = stat.clone();
        for (int i = 0; i < text.length; i++) {
            if (text[i] < 0) {
                text[i] = '?'; // a byte above 0x7f
            } else if (text[i] < ' ' || text[i] == 0x7f) {
                text[i] = '.';
            }
        }
        return new String(text, 0, text.length - 1, StandardCharsets.US_ASCII);
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
