package dev.defunct.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;

/**
 * Starts processes with {@code posix_spawnp} (posix_spawn(3)): fork and exec in one call. The child
 * inherits standard input, output and error, the environment, the working directory, and the
 * signals that are blocked or ignored. Nobody waits for it but whoever calls waitpid.
 *
 * <p>fork() alone is no use to a JVM: the child has only the thread that called it, and no garbage
 * collector, compiler or signal dispatcher.
 */
public final class Spawn {

    /** A JVM that finds one of these set says so on the screen: the cast goes without. */
    static final Set<String> JVM_OPTIONS =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    /**
     * The environment variable that tells a cast, and whatever it starts, from all other processes:
     * its value is the pid of the director.
     */
    static final String CAST = "DEFUNCT_CAST";

    private Spawn() {}

    /** A child could not be started. The message has the command and the errno by its name. */
    public static final class Failed extends RuntimeException {
        private final transient Errno errno;

        Failed(List<String> command, Errno errno) {
            super(
                    "cannot start "
                            + command.get(0)
                            + ": "
                            + errno.name()
                            + " ("
                            + errno.description()
                            + ")");
            this.errno = errno;
        }

        /** ENOENT, EACCES, EAGAIN at the process limit, ... (execve(2), fork(2)). */
        public Errno errno() {
            return errno;
        }
    }

    /**
     * Starts a command, found on PATH unless its name has a slash.
     *
     * @return its pid
     * @throws Failed if there is no such file, it is not executable, a limit is reached ...
     */
    public static int command(String... command) {
        return spawn(List.of(command), name -> true);
    }

    /**
     * Starts a main class of the current class path in a JVM of its own.
     *
     * @return its pid
     * @throws Failed if the JVM cannot be started
     */
    public static int java(Class<?> main, String... args) {
        return spawn(javaCommand(main, args), name -> !JVM_OPTIONS.contains(name));
    }

    private static int spawn(List<String> command, Predicate<String> handsDown) {
        POSIX posix = Native.posix();
        List<String> environment = new ArrayList<>();
        for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
            if (handsDown.test(variable.getKey())) {
                environment.add(variable.getKey() + "=" + variable.getValue());
            }
        }
        long pid = posix.posix_spawnp(command.get(0), List.of(), command, environment);
        if (pid < 0) {
            throw new Failed(command, Errno.valueOf(posix.errno()));
        }
        return (int) pid;
    }

    /**
     * The command line for a main class of the current class path: small and quick to start (serial
     * GC, C1 only, class sharing, no performance data in the temporary folder), and silent about
     * class data archives, native access and whatever else a JVM likes to say. System properties
     * that begin with "defunct." are handed on.
     */
    public static List<String> javaCommand(Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xshare:auto",
                        "-Xmx64m",
                        "-Xlog:disable",
                        "--enable-native-access=ALL-UNNAMED"));
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith("defunct.")) {
                command.add("-D" + name + "=" + System.getProperty(name));
            }
        }
        if (System.getProperty("defunct.archive") != null) {
            command.add("-XX:SharedArchiveFile=" + System.getProperty("defunct.archive"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return command;
    }
}
