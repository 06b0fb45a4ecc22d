package dev.defunct.parentexits;

import java.io.BufferedReader;
import java.util.Arrays;

/**
 * The mistake: expecting that a program ends when the shell that runs it ends. destroyForcibly()
 * ends one process, the shell. The program becomes an orphan, and still holds the pipe that is the
 * shell's output. A thread that reads from the pipe goes on waiting, although waitFor() has
 * returned. {@link EndsGrandchildren} kills the shell and the program.
 */
public final class LeavesGrandchildren {
    public static void main(String[] args) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; wait").start();
        BufferedReader output = shell.inputReader();
        ProcessHandle sleep = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
        Thread reader = read(output);

        shell.destroyForcibly();
        System.out.println("the shell has ended: exit code " + shell.waitFor());
        boolean isOrphan = sleep.parent().filter(shell.toHandle()::equals).isEmpty();
        reader.join(500);
        System.out.println("its sleep has a new parent: " + isOrphan);
        System.out.println("the reader waits: " + reader.isAlive());

        sleep.destroy();
        reader.join();
        System.out.println("the sleep has ended, and the reader no longer waits");
    }

    /** Starts a thread that reads to the end. Returns when that thread is in read(2). */
    static Thread read(BufferedReader output) {
        Thread reader = new Thread(() -> output.lines().forEach(System.out::println));
        reader.start();
        while (Arrays.stream(reader.getStackTrace())
                .noneMatch(
                        frame ->
                                frame.isNativeMethod()
                                        && frame.getMethodName().equals("readBytes"))) {
            Thread.onSpinWait();
        }
        return reader;
    }
}
