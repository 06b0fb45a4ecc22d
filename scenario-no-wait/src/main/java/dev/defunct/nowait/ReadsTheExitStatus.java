package dev.defunct.nowait;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads how a zombie exited, without reaping it. The last field of /proc/PID/stat, number 52, is
 * the status that waitpid will return (proc(5)). It distinguishes a process that was killed, for
 * example by the OOM killer, from a process that failed. The kernel shows the status only to a
 * process that has the zombie's uid and gid and all of its capabilities, or CAP_SYS_PTRACE. All
 * other processes read 0 (ptrace(2), access mode checking).
 */
public final class ReadsTheExitStatus {
    public static void main(String[] args) throws IOException {
        look("exit 7");
        look("kill -KILL $$");
    }

    private static void look(String script) throws IOException {
        int pid = Spawn.command("sh", "-c", script);
        ProcessHandle.of(pid).orElseThrow().onExit().join(); // has exited, is not reaped

        System.out.println(script + ": " + WaitStatus.of(exitStatus(pid)));
        System.out.println("still a zombie: " + LooksAtTheState.isZombie(pid));
        Posix.get().waitpid(pid, new int[1], 0);
    }

    static int exitStatus(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), ISO_8859_1).strip();
        return Integer.parseInt(stat.substring(stat.lastIndexOf(' ') + 1));
    }
}
