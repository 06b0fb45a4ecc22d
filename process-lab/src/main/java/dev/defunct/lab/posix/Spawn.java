package dev.defunct.lab.posix;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;

/**
 * Starts processes with {@code posix_spawnp} (posix_spawn(3)): fork and exec in one call. The child
 * inherits standard input, output and error, the environment, the working directory, and the
 * signals that are blocked or ignored. Only a call of waitpid reaps it.
 *
 * <p>fork() alone does not help a JVM: the child has only the thread that called it, and no garbage
 * collector, compiler or signal dispatcher.
 */
public final class Spawn {

    /** A JVM that finds one of these set prints a line about it: our JVMs go without. */
    public static final Set<String> JVM_OPTIONS =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    /**
     * The environment variable that tells the processes of a play, and what they start, from all
     * others: its value is the pid of the director.
     */
    public static final String PLAY = "DEFUNCT_PLAY";

    /**
     * In a play, the words between the class path and the main class: the harness, which connects
     * the process to the director, and the role of a child.
     */
    public static final String HARNESS = "defunct.harness";

    private static BiConsumer<Class<?>, Integer> listener = (main, pid) -> {};

    private Spawn() {}

    /** A child could not be started. The message has the command and the errno by its name. */
    public static final class Failed extends RuntimeException {
        private final transient Errno errno;

        Failed(String command, Errno errno) {
            super("cannot start %s: %s (%s)".formatted(command, errno.name(), errno.description()));
            this.errno = errno;
        }

        /** ENOENT, EACCES, EAGAIN at the process limit, ... (execve(2), fork(2)). */
        public Errno errno() {
            return errno;
        }
    }

    /**
     * Starts a main class of the current class path in a JVM of its own.
     *
     * @return its pid
     * @throws Failed if the JVM cannot be started
     */
    public static int java(Class<?> main, String... args) {
        int pid = spawn(javaCommand(main, args), environmentWithout(JVM_OPTIONS));
        listener.accept(main, pid);
        return pid;
    }

    /** Sets who is told of each main class that is started, and of its pid: the harness. */
    public static void tell(BiConsumer<Class<?>, Integer> harness) {
        listener = harness;
    }

    /**
     * Starts a command, found on PATH unless its name has a slash.
     *
     * @return its pid
     * @throws Failed if there is no such file, it is not executable, a limit is reached ...
     */
    public static int command(String... command) {
        return spawn(List.of(command), environmentWithout(Set.of()));
    }

    private static int spawn(List<String> command, List<String> environment) {
        POSIX posix = Posix.get();
        String file = command.get(0);
        long pid = posix.posix_spawnp(file, List.of(), command, environment);
        if (pid < 0) {
            throw new Failed(file, Errno.valueOf(posix.errno()));
        }
        return (int) pid;
    }

    private static List<String> environmentWithout(Set<String> names) {
        return System.getenv().entrySet().stream()
                .filter(variable -> !names.contains(variable.getKey()))
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }

    /**
     * The command line for a main class of the current class path: small and quick to start (serial
     * GC, C1 only, class sharing, no performance data in the temporary folder), and silent about
     * class data archives and native access. System properties that begin with "defunct." are
     * handed on.
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
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        if (System.getProperty(HARNESS) != null) {
            command.addAll(List.of(System.getProperty(HARNESS).split(" ")));
        }
        command.add(main.getName());
        command.addAll(List.of(args));
        return command;
    }
}
