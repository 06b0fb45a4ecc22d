package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.ps.PathSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * 2.3 put to work: a small init. Starts a command, reaps the orphans that it is given, passes on
 * the signals that it is sent, and ends as the command has ended. It is PID 1, or else makes itself
 * a child subreaper.
 *
 * <p>Run it: {@code ./play as-init COMMAND ARG...}
 *
 * <p>It has nothing else to do, and so it blocks in {@code waitpid(-1)} and needs no handler for
 * SIGCHLD, which the JVM would run on a new thread for each orphan. It starts nothing with
 * ProcessBuilder. A program that uses ProcessBuilder needs {@link Adopted} instead.
 *
 * <p>The command has a process group of its own. If this process is in the foreground of a
 * terminal, that group is there until the command has ended.
 *
 * <p>SIGQUIT is not passed on, because the JVM prints its threads then. Nor is SIGUSR2, with which
 * HotSpot suspends its threads ({@link ForwardsUsr2}). A handler that does nothing takes it,
 * because HotSpot's own can crash a JVM 17 if the signal comes from outside (JDK-8288556). So JFR
 * cannot sample this process. Nor are SIGTTIN and SIGTTOU, which stop this process. {@code
 * sun.misc.Signal} does not know the real-time signals: they kill this process, unless it is PID 1.
 * SIGHUP, SIGINT or SIGTERM that was ignored when this process started (nohup, a background job of
 * a script) stays ignored, here and in the command: a JVM installs no handler for it then. When the
 * command has ended, the orphans that still run are left to the next adopter above this process, as
 * tini does. If this process is PID 1, the kernel kills them.
 */
public final class AsInit {
    private static final List<String> PASSED_ON =
            List.of(
                    "TERM", "INT", "HUP", "USR1", "ALRM", "CONT", "WINCH", "TSTP", "PWR", "IO",
                    "URG", "PIPE", "PROF", "VTALRM", "XCPU", "XFSZ", "STKFLT");

    private static final int BAD_USAGE = 2;
    private static final int FAILED = 125; // as env(1), timeout(1) and docker run have them
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    /**
     * @param args the command, found on PATH unless it has a slash, and its arguments; "--" may
     *     come before it
     */
    public static void main(String[] args) {
        List<String> command = List.of(args);
        if (args.length > 0 && args[0].equals("--")) {
            command = command.subList(1, args.length);
        }
        if (command.isEmpty()) {
            end(BAD_USAGE, "which command? ./play as-init COMMAND ARG...");
        }
        try {
            System.exit(run(ExactBytes.ofArguments(command.size()), ExactBytes.ofEnvironment()));
        } catch (Spawn.Failed e) {
            end(exitStatus(e.errno()), e.getMessage());
        } catch (CannotPlay e) {
            end(FAILED, e.getMessage());
        } catch (OutOfMemoryError e) {
            end(FAILED, "no room for another thread or process: " + e.getMessage());
        }
    }

    private static int run(List<byte[]> command, List<byte[]> environment) {
        POSIX posix = Posix.get();
        Set<Integer> inherited = Posix.openDescriptors(); // by us, and so by the command
        String from = System.getProperty("defunct.from", "."); // where ./play was called
        if (posix.chdir(from) != 0) {
            throw new CannotPlay("cannot go back to '" + from + "': call it from another folder");
        }
        Posix.becomeSubreaper();
        Posix.unblockSignals();
        handle("CHLD", SignalHandler.SIG_DFL); // if it were ignored, no status would be left
        CompletableFuture<Integer> started = new CompletableFuture<>();
        for (String name : PASSED_ON) {
            handle(name, signal -> posix.kill(started.join(), signal.getNumber()));
        }
        handle("USR2", usr2 -> {});

        int pid = start(inherited, command, environment);
        started.complete(pid);
        Terminal terminal = new Terminal();
        terminal.giveTo(pid);

        // The kernel looks at this thread's own child first, and at the orphans after that: the
        // command is not kept waiting, however many there are.
        int[] status = new int[1];
        while (posix.waitpid(-1, status, 0) != pid) {} // it was an orphan, and is reaped
        terminal.takeBack();
        return exitStatus(WaitStatus.of(status[0]));
    }

    private static void handle(String name, SignalHandler handler) {
        try {
            Signal.handle(new Signal(name), handler);
        } catch (IllegalArgumentException e) { // "Signal already used by VM or OS: SIGTERM"
            throw new CannotPlay(e.getMessage() + ": start this JVM without -Xrs");
        }
    }

    /** A file without #! is a script for sh, as execvp(3) has it. posix_spawnp refuses it. */
    private static int start(
            Set<Integer> inherited, List<byte[]> command, List<byte[]> environment) {
        try {
            return Spawn.commandInOwnGroup(inherited, command, environment);
        } catch (Spawn.Failed e) {
            if (e.errno() != Errno.ENOEXEC) {
                throw e;
            }
            String name = new String(command.get(0));
            List<byte[]> bySh = new ArrayList<>(command);
            if (!name.contains("/")) {
                bySh.set(0, PathSearch.find(name).orElseThrow().toString().getBytes());
            }
            bySh.add(0, "/bin/sh".getBytes());
            return Spawn.commandInOwnGroup(inherited, bySh, environment);
        }
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
