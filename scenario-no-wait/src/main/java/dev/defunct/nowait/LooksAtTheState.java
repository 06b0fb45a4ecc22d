package dev.defunct.nowait;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import jnr.constants.platform.Signal;
import jnr.posix.POSIX;

/** {@link TrustsIsAlive} put right: whether a process is a zombie, asked of the kernel. */
public final class LooksAtTheState {
    public static void main(String[] args) throws IOException {
        POSIX posix = Posix.get();
        int pid = Spawn.command("sleep", "60");
        System.out.println("it runs, a zombie: " + isZombie(pid));

        posix.kill(pid, Signal.SIGTERM.intValue());
        ProcessHandle.of(pid).orElseThrow().onExit().join(); // has exited, is not reaped
        System.out.println("it has exited, a zombie: " + isZombie(pid));

        posix.waitpid(pid, new int[1], 0);
        System.out.println("it is reaped, a zombie: " + isZombie(pid));
    }

    static boolean isZombie(long pid) throws IOException {
        return state(pid).equals("Z");
    }

    /**
     * The state of a process, such as R, S or Z, and "gone" if there is no such process. Field 3 of
     * /proc/PID/stat is the state, field 20 the number of threads (proc(5)); field 2, in
     * parentheses, is a name with anything in it. Linux only: elsewhere ask {@code ps -o state}.
     */
    static String state(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), ISO_8859_1);
            String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // from field 3
            boolean otherThreadsRun = field[0].equals("Z") && !field[17].equals("1");
            return otherThreadsRun ? "S" : field[0];
        } catch (NoSuchFileException gone) {
            return "gone";
        }
    }
}
