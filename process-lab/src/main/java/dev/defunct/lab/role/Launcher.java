package dev.defunct.lab.role;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import java.io.IOException;
import jnr.posix.POSIX;

/**
 * Starts the first process of a play and outlives all others, because the JDK closes the director's
 * pipes to a child that has exited. It is not part of the play.
 *
 * <p>Above an init of our own it is a child subreaper, too. It adopts what that init leaves behind
 * when it exits, zombies included, and reaps it. So a play under our own inits ends in the same way
 * on every machine, even where PID 1 never reaps.
 */
public final class Launcher {

    /** The first argument, if the launcher is to be a subreaper. */
    public static final String REAPS = "reaps";

    /** Its arguments: "reaps" or "adopts-nothing", then the command line of the first process. */
    public static void main(String[] args) throws IOException {
        // With ProcessBuilder, because jnr-posix then loads while the other JVM starts.
        Process first;
        try {
            first = new ProcessBuilder(Harness.rest(args)).inheritIO().start();
        } catch (IOException e) {
            System.out.println(e.getMessage());
            return;
        }
        long self = ProcessHandle.current().pid();
        Message ends = new Message(Role.LAUNCHER, self, Message.Verb.ENDS, "");
        first.onExit().thenRun(() -> System.out.println(ends));
        try {
            if (args[0].equals(REAPS)) {
                POSIX posix = Posix.get();
                Posix.becomeSubreaper();
                while (posix.waitpid(-1, new int[1], 0) > 0) {} // -1, ECHILD: no child is left
            }
            while (System.in.read() >= 0) {} // until the director closes the lifeline
        } catch (CannotPlay e) {
            first.destroyForcibly();
            System.out.println(e.getMessage());
        }
    }
}
