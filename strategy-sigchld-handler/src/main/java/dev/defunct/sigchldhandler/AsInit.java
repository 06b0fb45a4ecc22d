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
 * A small init, an application of 2.3. It starts a command, reaps the orphans that it adopts,
 * passes signals on to the command, and exits with the command's exit status. It is PID 1, or else
 * makes itself a child subreaper.
 *
 * <p>Run it: {@code ./play as-init COMMAND ARG...}
 *
 * <p>It has nothing else to do, and so it blocks in {@code waitpid(-1)}. It does not need a handler
 * for SIGCHLD, which the JVM would run on a new thread for each orphan. It does not use
 * ProcessBuilder: a program that does needs {@link Adopted} instead.
 *
 * <p>The command has a process group of its own. If this process is in the foreground of a
 * terminal, the command's group is there instead until the command has exited.
 *
 * <p>Some signals are not passed on:
 *
 * <ul>
 *   <li>SIGQUIT: the JVM prints its threads.
 *   <li>SIGUSR2: HotSpot suspends its threads with it ({@link ForwardsUsr2}). Here a handler that
 *       does nothing replaces HotSpot's handler, which can crash a JVM 17 if another process sends
 *       the signal (JDK-8288556). So JFR cannot sample this process.
 *   <li>SIGTTIN and SIGTTOU: they stop this process.
 *   <li>Real-time signals, which {@code sun.misc.Signal} does not know: they kill this process,
 *       unless it is PID 1.
 *   <li>SIGHUP, SIGINT or SIGTERM, if it was ignored when this process started (by nohup, or in a
 *       background job of a script): it stays ignored in this process and in the command, because a
 *       JVM does not install a handler for such a signal.
 * </ul>
 *
 * <p>When the command has exited, this process leaves the orphans that still run to the next
 * adopter above it, as tini does. If this process is PID 1, the kernel kills them.
 */
public final class AsInit {
    private static final List<String> PASSED_ON =
            List.of(
                    "TERM", "INT", "HUP", "USR1", "ALRM", "CONT", "WINCH", "TSTP", "PWR", "IO",
                    "URG", "PIPE", "PROF", "VTALRM", "XCPU", "XFSZ", "STKFLT");

    private static final int BAD_USAGE = 2;
    private static final int FAILED = 125; // as in env(1), timeout(1) and docker run
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
        String from = System.getProperty("defunct.from", "."); // where ./play was called
        if (posix.chdir(from) != 0) {
            throw new CannotPlay("cannot go back to '" + from + "': call it from another folder");
        }
        if (from.startsWith("/proc/self/fd/")) {
            posix.close(Integer.parseInt(from.substring("/proc/self/fd/".length())));
        }
        Set<Integer> inherited = Posix.openDescriptors(); // which the command inherits, too
        Posix.becomeSubreaper();
        Posix.unblockSignals();
        handle("CHLD", SignalHandler.SIG_DFL); // with SIG_IGN, the exit status would be lost
        CompletableFuture<Integer> started = new CompletableFuture<>();
        for (String name : PASSED_ON) {
            handle(name, signal -> posix.kill(started.join(), signal.getNumber()));
        }
        handle("USR2", usr2 -> {});

        int pid = start(inherited, command, environment);
        started.complete(pid);
        Terminal terminal = new Terminal();
        terminal.giveTo(pid);

        // waitpid looks at this thread's own child before the orphans. So this process exits as
        // soon as the command has exited, however many orphans there are.
        int[] status = new int[1];
        while (posix.waitpid(-1, status, 0) != pid) {} // this was an orphan, now reaped
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

    /**
     * Starts the command. posix_spawnp refuses a file without #!, which is a script for sh
     * (execvp(3)).
     */
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
        Runtime.getRuntime().halt(status); // at a limit, the hooks of libraries print stack traces
    }
}
