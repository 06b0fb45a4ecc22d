package dev.defunct.parentexits;

import java.io.BufferedReader;
import java.util.List;

/**
 * Fixes {@link LeavesGrandchildren}: lists the descendants while the shell lives, because an orphan
 * is no longer a descendant. The shell ends first, so that it cannot start its next command. A
 * process that a descendant starts after that is not on the list, and keeps running.
 */
public final class EndsGrandchildren {
    public static void main(String[] args) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; wait").start();
        BufferedReader output = shell.inputReader();
        output.readLine();
        Thread reader = LeavesGrandchildren.read(output);

        List<ProcessHandle> descendants = shell.descendants().toList();
        shell.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);

        System.out.println("the shell has ended: exit code " + shell.waitFor());
        reader.join();
        System.out.println("its sleep has ended, and the reader does not wait");
    }
}
