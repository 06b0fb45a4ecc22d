package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import java.util.concurrent.Semaphore;
import jnr.constants.platform.Signal;
import jnr.posix.POSIX;

/**
 * The mistake: taking SIGCHLD to mean that a child has exited. The kernel also sends SIGCHLD when a
 * child is stopped or continued (signal(7)). The flag SA_NOCLDSTOP of sigaction(2) would prevent
 * that. The JDK's reset of SIGCHLD sets this flag (setSIGCHLDHandler in ProcessImpl_md.c), but
 * {@code Signal.handle} installs the handler without it. Only waitpid shows whether a child has
 * exited: it returns 0 if none has.
 */
public final class TakesStopForExit {
    public static void main(String[] args) throws ClassNotFoundException {
        POSIX posix = Posix.get();
        Semaphore signals = new Semaphore(0);
        Class.forName("java.lang.ProcessImpl");
        sun.misc.Signal.handle(new sun.misc.Signal("CHLD"), sigchld -> signals.release());
        int child = Spawn.command("sleep", "60");

        for (Signal signal : new Signal[] {Signal.SIGSTOP, Signal.SIGCONT, Signal.SIGKILL}) {
            posix.kill(child, signal.intValue());
            signals.acquireUninterruptibly();
            int pid = posix.waitpid(child, new int[1], WNOHANG.intValue());
            System.out.println(
                    signal + ", then SIGCHLD: has it exited? waitpid " + (pid == 0 ? "no" : "yes"));
            if (pid != 0) {
                return; // its pid is not ours any more: another process may have killed it
            }
        }
    }
}
