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

/** Fixes {@link TrustsIsAlive}: asks the kernel whether a process is a zombie. */
public final class LooksAtTheState {
    public static void main(String[] args) throws IOException {
        POSIX posix = Posix.get();
        int pid = Spawn.command("sleep", "60");
        System.out.println("while it runs, a zombie: " + isZombie(pid));

        posix.kill(pid, Signal.SIGTERM.intValue());
        ProcessHandle.of(pid).orElseThrow().onExit().join(); // has exited, is not reaped
        System.out.println("after its exit, a zombie: " + isZombie(pid));

        posix.waitpid(pid, new int[1], 0);
        System.out.println("when it is reaped, a zombie: " + isZombie(pid));
    }

    static boolean isZombie(long pid) throws IOException {
        return state(pid).equals("Z");
    }

    /**
     * The state of a process, such as R, S or Z, or "gone" if there is no such process. Field 3 of
     * /proc/PID/stat is the state, and field 20 is the number of threads (proc(5)). Field 2, in
     * parentheses, is a name that can contain any character. If only the initial thread has exited,
     * the field is Z, but the process is not a zombie. Linux only: on other systems use {@code ps
     * -o state}.
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
