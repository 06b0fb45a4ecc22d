package dev.defunct.doublefork;

import dev.defunct.lab.posix.Posix;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.List;
import jnr.posix.POSIX;

/**
 * The mistake: a server that forks twice, and lets the child inherit its socket. The JDK opens
 * sockets and files without FD_CLOEXEC, so a process that is started without ProcessBuilder
 * inherits them (fcntl(2)). The orphan outlives the server and keeps the port in use: the server
 * cannot start again. {@link KeepsItsPort} marks its socket first.
 */
public final class HandsDownItsPort {
    private static final POSIX POSIX = Posix.get();

    /** An orphan that runs for as long as this JVM. */
    private static final String ORPHAN = "while kill -0 $PPID 2> /dev/null; do sleep 0.1; done &";

    public static void main(String[] args) throws IOException {
        ServerSocket server = new ServerSocket(0);
        forkTwice();
        restart(server);
    }

    static void forkTwice() {
        List<String> environment = List.of("PATH=" + System.getenv("PATH"));
        List<String> shell = List.of("sh", "-c", ORPHAN);
        long intermediate = POSIX.posix_spawnp("sh", List.of(), shell, environment);
        POSIX.waitpid((int) intermediate, new int[1], 0);
    }

    /**
     * Does what the server does when it exits, which closes its socket, and starts again on the
     * same port.
     */
    static void restart(ServerSocket server) throws IOException {
        int port = server.getLocalPort();
        server.close();
        try (ServerSocket restarted = new ServerSocket(port)) {
            System.out.println("restart: listens again");
        } catch (BindException e) {
            System.out.println("restart: " + e.getMessage());
        }
    }
}
