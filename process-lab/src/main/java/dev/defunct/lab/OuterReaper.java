package dev.defunct.lab;

import java.io.IOException;
import jnr.posix.POSIX;

/**
 * The child subreaper above an init of our own. It adopts what that init leaves behind when it
 * exits, zombies included, and reaps it. So a play under our own inits ends in the same way on
 * every machine, even where PID 1 never reaps.
 *
 * <p>It is not part of the play: it prints one line, the pid of the init, and ends when it has no
 * child left.
 */
final class OuterReaper {

    /** What the line with the pid of the init begins with. */
    static final String STARTED = "@started ";

    /**
     * @param command the command line of the init
     */
    public static void main(String... command) throws IOException {
        // With ProcessBuilder, because jnr-posix then loads while the JVM of the init starts.
        Process init = new ProcessBuilder(command).inheritIO().start();
        try {
            POSIX posix = Native.posix();
            Native.becomeSubreaper();
            System.out.println(STARTED + init.pid());
            while (posix.waitpid(-1, new int[1], 0) > 0) {} // -1, ECHILD: no child is left
        } catch (CannotPlay e) {
            init.destroyForcibly();
            System.out.println(e.getMessage());
        }
    }
}
