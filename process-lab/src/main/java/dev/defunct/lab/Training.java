package dev.defunct.lab;

import java.time.Duration;
import java.util.List;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * Makes the class data archive of {@code ./play}: a JVM that does, for once, what both the director
 * and a member of its cast do, and has its classes archived when it exits.
 */
final class Training {
    /** With the archive's path starts that JVM; with the arguments of a member, it is that JVM. */
    public static void main(String[] args) {
        if (args.length == 1) {
            List<String> command = Spawn.javaCommand(Training.class, "parent", "1");
            command.add(1, "-XX:ArchiveClassesAtExit=" + args[0]);
            try (Program trainee = Program.start(command)) {
                trainee.awaitEnd(Duration.ofSeconds(30)); // and is ended by close, if need be
            }
            return;
        }
        Cast cast = Cast.enter(args);
        POSIX posix = cast.posix();
        int[] status = new int[1];
        posix.waitpid(Spawn.command("true"), status, 0);
        cast.say(WaitStatus.of(status[0]).toString());
        cast.liveForTicks(1);
        posix.kill(posix.getpid(), new Signal("TERM").getNumber()); // it may leave when it is done
        Play.main(new String[] {"1.2", "--tick", "1ms", "--init", "host"});
    }
}
