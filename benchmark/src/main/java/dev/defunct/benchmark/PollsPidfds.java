package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;
import jnr.ffi.Pointer;

/**
 * A pidfd for each child: poll(2) shows which children have exited, and waitid(2) with P_PIDFD
 * reaps one of them. This strategy needs no signal and no thread, and reaps no child of other code.
 */
final class PollsPidfds implements Strategy {

    private static final int P_PIDFD = 3; // Linux 5.4: waitid(2)
    private static final int WEXITED = 4;
    private static final int SI_CODE = 8; // offsets in siginfo_t, which has 128 bytes
    private static final int SI_STATUS = 24;
    private static final int CLD_EXITED = 1;

    private final Pointer siginfo = Posix.memory(128);

    @Override
    public void run(Children children) {
        Pidfds running = new Pidfds();
        while (children.areMore() || running.size() > 0) {
            boolean mayStart = children.areMore() && running.size() < Children.MOST_ALIVE;
            if (mayStart && !running.add(children.spawn())) {
                throw new IllegalStateException("pidfd_open failed");
            }
            for (int pidfd : running.awaitExits(mayStart ? 0 : -1)) {
                Posix.libc().waitid(P_PIDFD, pidfd, siginfo, WEXITED);
                boolean hasExited = siginfo.getInt(SI_CODE) == CLD_EXITED;
                children.endedWith(hasExited ? siginfo.getInt(SI_STATUS) : -1);
                Posix.get().close(pidfd);
            }
        }
    }
}
