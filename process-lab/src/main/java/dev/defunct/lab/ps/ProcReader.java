package dev.defunct.lab.ps;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.ProcFiles;
import dev.defunct.lab.ps.ProcessEntry.State;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the process table from /proc/PID/stat (proc(5)). */
final class ProcReader implements ProcessTable {

    /**
     * USER_HZ: start times in /proc are in clock ticks, 100 per second on x86, ARM, RISC-V, POWER
     * and s390.
     */
    private static final long TICKS_PER_SECOND = 100;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern NOT_ASCII = Pattern.compile("\\P{ASCII}");

    private final long boot = bootTime();

    @Override
    public Optional<ProcessEntry> find(long pid) {
        String stat = ProcFiles.read("/proc/" + pid + "/stat");
        return stat.isEmpty() ? Optional.empty() : parse(pid, stat);
    }

    @Override
    public List<ProcessEntry> all() {
        String[] names = new File("/proc").list();
        if (names == null) {
            throw new UncheckedIOException(new IOException("/proc cannot be listed"));
        }
        return Stream.of(names)
                .filter(name -> Character.isDigit(name.charAt(0)))
                .flatMap(name -> find(Long.parseLong(name)).stream())
                .toList();
    }

    /** The command ends at the last parenthesis: it may contain spaces and parentheses. */
    private Optional<ProcessEntry> parse(long pid, String stat) {
        int end = stat.lastIndexOf(')');
        String[] field = stat.substring(end + 2).split(" "); // field[0] is number 3 of proc(5)
        long threads = Long.parseLong(field[17]);
        if (threads == 0) {
            return Optional.empty(); // reaped while we read
        }
        State state = State.of(field[0].charAt(0), threads > 1);
        long start = boot + Long.parseLong(field[19]) / TICKS_PER_SECOND;
        String command = stat.substring(stat.indexOf('(') + 1, end);
        command = CONTROL.matcher(command).replaceAll("."); // as ps prints it in the C locale
        command = NOT_ASCII.matcher(command).replaceAll("?");
        return Optional.of(new ProcessEntry(pid, Long.parseLong(field[1]), state, start, command));
    }

    /** When the machine started, or 0 if /proc has only processes (subset=pid of proc(5)). */
    private static long bootTime() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            return lines.filter(line -> line.startsWith("btime "))
                    .mapToLong(line -> Long.parseLong(line.substring(6).trim()))
                    .findFirst()
                    .orElse(0);
        } catch (NoSuchFileException onlyProcesses) {
            return 0;
        } catch (IOException e) {
            throw new CannotPlay("/proc/stat cannot be read: " + e.getMessage());
        }
    }
}
