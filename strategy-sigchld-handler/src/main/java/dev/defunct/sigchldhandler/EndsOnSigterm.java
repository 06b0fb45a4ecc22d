package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.io.IOException;
import java.util.List;

/**
 * What SIGTERM does to a JVM. The JVM has a handler for it, which runs the shutdown hooks and exits
 * with code 143, which is 128 + 15. With {@code -Xrs} the JVM installs no handler: SIGTERM kills
 * it, and no hook runs. If such a JVM is PID 1, the kernel drops the signal.
 */
public final class EndsOnSigterm {
    /**
     * With -Xrs a JVM makes a socket for jcmd at its start, and leaves the socket behind when it is
     * killed.
     */
    static final List<String> XRS = List.of("-Xrs", "-XX:+DisableAttachMechanism");

    public static void main(String[] args) {
        System.out.println("java " + statusOf(List.of()));
        System.out.println("java -Xrs " + statusOf(XRS));
    }

    private static WaitStatus statusOf(List<String> options) {
        List<String> command = Spawn.javaCommand(SignalsItself.class);
        command.addAll(1, options);
        int[] status = new int[1];
        Posix.get().waitpid(Spawn.command(command.toArray(String[]::new)), status, 0);
        return WaitStatus.of(status[0]);
    }

    /** Sends SIGTERM to itself. */
    public static final class SignalsItself {
        public static void main(String[] args) throws IOException, InterruptedException {
            Thread hook = new Thread(() -> System.out.println("the shutdown hook runs"));
            Runtime.getRuntime().addShutdownHook(hook);
            new ProcessBuilder("kill", "-TERM", "" + ProcessHandle.current().pid()).start();
            Thread.currentThread().join(); // never returns
        }
    }
}
