package dev.defunct.lab.role;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import java.io.IOException;

/**
 * Starts the first process of a play, and outlives all others, because the JDK closes the
 * director's pipes to a child that has exited. The launcher is not shown.
 *
 * <p>If the init is one of our own, the launcher above it is also a child subreaper. When that init
 * exits, the launcher adopts and reaps all processes that are left, including zombies. So a play
 * under our own inits ends in the same way on every machine, even where PID 1 never reaps.
 */
public final class Launcher {

    /** The first argument, if the launcher is to be a subreaper. */
    public static final String REAPS = "reaps";

    /** Takes "reaps" or "adopts-nothing", and the command line of the first process. */
    public static void main(String[] args) throws IOException {
        // ProcessBuilder, because then jnr-ffi can load while the other JVM starts.
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
                Posix.becomeSubreaper();
                Posix.LibC libc = Posix.libc();
                while (libc.waitpid(-1, new int[1], 0) > 0) {} // -1, ECHILD: no child is left
            }
            while (System.in.read() >= 0) {} // until the director closes the lifeline
        } catch (CannotPlay e) {
            first.destroyForcibly();
            System.out.println(e.getMessage());
        }
    }
}
