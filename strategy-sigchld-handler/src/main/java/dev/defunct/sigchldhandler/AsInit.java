package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * 2.3 put to work: a small init. Starts a command, reaps the orphans that it is given, passes on
 * the signals that it is sent, and ends as the command has ended. It is PID 1, or else makes itself
 * a child subreaper.
 *
 * <p>Run it: {@code ./play as-init COMMAND ARG...}
 *
 * <p>The command has a process group of its own. If this process is in the foreground of a
 * terminal, that group is there until the command has ended.
 *
 * <p>SIGQUIT is not passed on, because the JVM prints its threads then. Nor is SIGUSR2, with which
 * HotSpot suspends its threads ({@link ForwardsUsr2}). A handler that does nothing takes it,
 * because HotSpot's own can crash a JVM 17 if the signal comes from outside (JDK-8288556). So JFR
 * cannot sample this process. Nor are the signals of a terminal's job control, and the real-time
 * ones. SIGHUP, SIGINT or SIGTERM that was ignored when this process started (nohup, a background
 * job of a script) stays ignored, here and in the command: a JVM installs no handler for it then.
 * When the command has ended, the orphans that still run are left to whoever is above, as tini
 * does; if this is PID 1, the kernel kills them.
 */
public final class AsInit {
    private static final List<String> PASSED_ON =
            List.of("TERM", "INT", "HUP", "USR1", "ALRM", "CONT", "WINCH");

    private static final int BAD_USAGE = 2;
    private static final int FAILED = 125; // as env(1), timeout(1) and docker run have them
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    /**
     * @param args the command, found on PATH unless it has a slash, and its arguments
     */
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            end(BAD_USAGE, "which command? ./play as-init COMMAND ARG...");
        }
        try {
            System.exit(run(ExactBytes.ofArguments(args.length), ExactBytes.ofEnvironment()));
        } catch (Spawn.Failed e) {
            end(exitStatus(e.errno()), e.getMessage());
        } catch (CannotPlay e) {
            end(FAILED, e.getMessage());
        } catch (OutOfMemoryError e) {
            end(FAILED, "no room for another thread or process: " + e.getMessage());
        }
    }

    private static int run(List<byte[]> command, List<byte[]> environment) throws Exception {
        POSIX posix = Posix.get();
        Set<Integer> inherited = Posix.openDescriptors(); // by us, and so by the command
        String from = System.getProperty("defunct.from", "."); // where ./play was called
        if (posix.chdir(from) != 0) {
            throw new CannotPlay("cannot go back to '" + from + "': call it from another folder");
        }
        Posix.becomeSubreaper();
        Posix.unblockSignals();
        Adopted adopted = new Adopted();
        Terminal terminal = new Terminal();
        Semaphore sigchld = new Semaphore(0);
        CompletableFuture<Integer> started = new CompletableFuture<>();

        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), signal -> sigchld.release());
        for (String name : PASSED_ON) {
            Signal.handle(new Signal(name), s -> posix.kill(started.join(), s.getNumber()));
        }
        Signal.handle(new Signal("USR2"), usr2 -> {});

        int pid = Spawn.commandInOwnGroup(inherited, command, environment);
        started.complete(pid);
        terminal.giveTo(pid);

        int[] status = new int[1];
        while (posix.waitpid(pid, status, WNOHANG.intValue()) == 0) {
            sigchld.tryAcquire(1, TimeUnit.SECONDS); // at the limit of threads no handler runs
            sigchld.drainPermits(); // one look is enough for all that have exited by now
            adopted.reap();
        }
        terminal.takeBack();
        return exitStatus(WaitStatus.of(status[0]));
    }

    private static int exitStatus(WaitStatus status) {
        if (status instanceof WaitStatus.Signaled killed) {
            return 128 + killed.signal();
        }
        return ((WaitStatus.Exited) status).code();
    }

    private static int exitStatus(Errno errno) {
        return switch (errno) {
            case ENOENT, ENOTDIR -> NOT_FOUND;
            case EACCES, ENOEXEC -> NOT_EXECUTABLE;
            default -> FAILED;
        };
    }

    private static void end(int status, String why) {
        System.err.println("./play as-init: " + why);
        System.exit(status);
    }
}
