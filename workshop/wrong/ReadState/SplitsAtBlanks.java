// Wrong: takes the third word of the line, which can be a part of a name with spaces.
// Told: (my sleeper) S
package dev.defunct.exercises;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Exercise 1: what is a process doing? The kernel shows it in /proc/PID/stat (proc(5)), in one
 * line: {@code 4711 (java) S 4700 ...}. The pid comes first, then the name of the command in
 * parentheses, then the state as a letter, then the pid of the parent. The name can contain any
 * characters, even spaces and parentheses.
 */
public final class ReadState {
    /** The letter that ps shows: R, S, D, T, Z ... */
    static char stateOf(long pid) throws IOException {
        Path file = Path.of("/proc/" + pid + "/stat");
        String stat = Files.readString(file, StandardCharsets.ISO_8859_1);
        return stat.split(" ")[2].charAt(0);
    }
}
