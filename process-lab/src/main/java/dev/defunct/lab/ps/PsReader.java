package dev.defunct.lab.ps;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.ps.ProcessEntry.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the process table by running {@code ps} with columns that Linux and macOS both have. */
final class PsReader implements ProcessTable {

    /** pid, parent, state with its flags, start ("Sun Nov 22 15:36:01 2026"), command. */
    private static final Pattern LINE =
            Pattern.compile(" *(\\d+) +(\\d+) +(\\S+) +\\w+ +(\\w+ +\\d+ [\\d:]+ \\d+) ?(.*)");

    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("MMM d HH:mm:ss yyyy", Locale.ROOT);

    @Override
    public Optional<ProcessEntry> find(long pid) {
        return ps("-p", Long.toString(pid)).stream().findFirst();
    }

    @Override
    public List<ProcessEntry> all() {
        return ps("-A");
    }

    private static List<ProcessEntry> ps(String... selection) {
        String columns = "ps -o pid= -o ppid= -o stat= -o lstart= -o ucomm=";
        List<String> command = new ArrayList<>(List.of(columns.split(" ")));
        command.addAll(List.of(selection));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        try (BufferedReader lines = builder.start().inputReader()) {
            return lines.lines()
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .map(PsReader::entry)
                    .toList();
        } catch (IOException e) {
            throw new CannotPlay("ps cannot be run: " + e.getMessage());
        }
    }

    private static ProcessEntry entry(Matcher columns) {
        String flags = columns.group(3);
        State state = State.of(flags.charAt(0), flags.contains("l")); // l: several threads, ps(1)
        String command = columns.group(5).replaceFirst(" <defunct>$", "");
        String start = columns.group(4).replaceAll(" +", " ");
        return new ProcessEntry(
                Long.parseLong(columns.group(1)),
                Long.parseLong(columns.group(2)),
                state,
                LocalDateTime.parse(start, START).toEpochSecond(ZoneOffset.UTC),
                command);
    }
}
