package dev.defunct.lab.posix;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads files of /proc (proc(5)). Linux only. */
public final class ProcFiles {

    /**
     * A clock tick, the unit of CPU times in /proc, in milliseconds: USER_HZ is 100 per second on
     * x86, ARM, RISC-V, POWER and s390.
     */
    private static final double MILLIS_PER_TICK = 10;

    private ProcFiles() {}

    /**
     * Returns the first 8 KB of a file, or "" if it cannot be read, because its process is gone,
     * for example. Calls read(2) once: for some files in /proc/sys a second call returns 0.
     */
    public static String read(String file) {
        byte[] bytes = new byte[8192];
        try (FileInputStream in = new FileInputStream(file)) {
            return new String(bytes, 0, Math.max(0, in.read(bytes)), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** Returns what follows "NAME:" in the first such line of a file, or "" if there is none. */
    public static String field(String file, String name) {
        return read(file)
                .lines()
                .map(line -> line.split(":", 2))
                .filter(line -> line[0].trim().equals(name))
                .map(line -> line[1].trim())
                .findFirst()
                .orElse("");
    }

    /** Returns the number that follows "NAME:", without its unit, or 0 if there is none. */
    public static long number(String file, String name) {
        return Long.parseLong("0" + field(file, name).replaceAll("\\D.*", ""));
    }

    /** Returns the CPU time of the children that a process has waited for, in milliseconds. */
    public static double cpuMillisOfChildren(long pid) {
        String stat = read("/proc/" + pid + "/stat");
        String[] field = stat.substring(stat.lastIndexOf(')') + 1).split(" "); // [1] is number 3
        return field.length == 1
                ? 0 // the process is gone
                : (Long.parseLong(field[14]) + Long.parseLong(field[15])) * MILLIS_PER_TICK;
    }

    /** Returns the pids of a process's children, whichever thread started them, with zombies. */
    public static List<Integer> children(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.flatMap(ProcFiles::childrenOfThread).map(Integer::valueOf).toList();
        } catch (IOException | UncheckedIOException goneMeanwhile) {
            return List.of();
        }
    }

    private static Stream<String> childrenOfThread(Path thread) {
        try {
            String pids = Files.readString(thread.resolve("children"));
            return Stream.of(pids.split(" ")).filter(pid -> !pid.isEmpty());
        } catch (IOException goneMeanwhile) {
            return Stream.of();
        }
    }
}
