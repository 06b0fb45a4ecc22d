package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.Posix;
import java.util.List;
import jnr.constants.platform.Signal;
import jnr.posix.POSIX;
import sun.misc.SignalHandler;

/**
 * The terminal on standard input, if there is one. Only processes in its foreground process group
 * may read from it, and only they receive its Ctrl-C (credentials(7), tcsetpgrp(3)).
 */
final class Terminal {
    private static final int STDIN = 0;

    private final POSIX posix = Posix.get();
    private final Posix.LibC libc = Posix.libc();
    private boolean given;

    /**
     * Puts a child's process group into the foreground, if the group of this process is there. If
     * the child has read from the terminal before this, SIGTTIN has stopped it, and SIGCONT
     * continues it. From now on this process ignores SIGTTIN and SIGTTOU. SIGTTOU would stop this
     * process when it takes the terminal back or prints. A child that is started later inherits
     * both dispositions.
     */
    void giveTo(int group) {
        given = libc.tcgetpgrp(STDIN) == posix.getpgrp() && libc.tcsetpgrp(STDIN, group) == 0;
        if (given) {
            for (String name : List.of("TTIN", "TTOU")) {
                sun.misc.Signal.handle(new sun.misc.Signal(name), SignalHandler.SIG_IGN);
            }
            posix.kill(-group, Signal.SIGCONT.intValue());
        }
    }

    /** Puts the process group of this process back into the foreground. */
    void takeBack() {
        if (given) {
            libc.tcsetpgrp(STDIN, posix.getpgrp());
        }
    }
}
