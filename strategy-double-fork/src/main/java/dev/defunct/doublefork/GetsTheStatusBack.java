package dev.defunct.doublefork;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.util.Set;
import jnr.posix.POSIX;

/**
 * Fixes {@link LosesTheStatus}: the orphan is a small shell that runs the program and waits for it.
 * Then the shell writes the exit code into a pipe that it has inherited from this program. The exit
 * code is the shell's $?: it is 137 for a program that SIGKILL has killed, and also for a program
 * that exited with code 137.
 */
public final class GetsTheStatusBack {
    public static void main(String[] args) {
        POSIX posix = Posix.get();
        int[] pipe = new int[2];
        posix.pipe(pipe);

        String program = "sh -c 'exit 7'";
        String orphan = "{ " + program + "; echo $? > /dev/fd/" + pipe[1] + "; } &";
        int intermediate = Spawn.command(Set.of(pipe[1]), "sh", "-c", orphan);
        posix.close(pipe[1]);

        int[] status = new int[1];
        posix.waitpid(intermediate, status, 0);
        System.out.println("waitpid: the child in the middle " + WaitStatus.of(status[0]));

        byte[] line = new byte[4];
        int length = posix.read(pipe[0], line, line.length); // blocks until there is a line
        System.out.println("the pipe: " + new String(line, 0, length, US_ASCII).trim());
    }
}
