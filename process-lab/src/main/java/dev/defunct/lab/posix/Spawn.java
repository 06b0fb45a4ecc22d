package dev.defunct.lab.posix;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import jnr.constants.platform.Errno;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * Starts processes with {@code posix_spawnp} (posix_spawn(3)): fork and exec in one call. The child
 * inherits standard input, output and error, the environment, the working directory, and the
 * signals that are blocked or ignored. Only a call of waitpid reaps it. Each method returns the pid
 * of the child, or fails with {@link Failed}.
 *
 * <p>With posix_spawnp alone, the child would inherit nearly every other descriptor of the JVM,
 * too: jars, files, and listening sockets. The JDK opens them without FD_CLOEXEC (fcntl(2)), and
 * ProcessBuilder closes them in the child. This class does the same, with a file action for each.
 * Setting FD_CLOEXEC on all of them in the JVM would break a ProcessBuilder.start() that runs at
 * the same time, because its helper program inherits pipes. The child can still inherit a
 * descriptor that another thread opens while the child is started.
 *
 * <p>A JVM cannot use fork() alone: the child would have only the thread that called fork, without
 * garbage collector, compiler and signal dispatcher.
 */
public final class Spawn {

    /** Environment variables that our JVMs do not inherit: a JVM prints a line about each. */
    public static final Set<String> JVM_OPTIONS =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    /**
     * The environment variable that marks the processes of a play, and those that they start. Its
     * value begins with the pid of the director.
     */
    public static final String PLAY = "DEFUNCT_PLAY";

    /**
     * A system property of the JVMs of a play. Its value is inserted before the main class in the
     * command line of a child: the class of the harness, and the role of the child.
     */
    public static final String HARNESS = "defunct.harness";

    /** The charset in which a JVM reads its arguments and its environment. */
    private static final Charset NATIVE = Charset.forName(System.getProperty("sun.jnu.encoding"));

    /**
     * Small and quick to start (serial GC, C1 only, class sharing, no performance data in the
     * temporary folder), and silent about class data archives and native access.
     */
    private static final String JVM_FLAGS =
            "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xshare:auto -Xmx64m"
                    + " -Xlog:disable --enable-native-access=ALL-UNNAMED";

    private static final int SIZEOF_FILE_ACTIONS = 128; // glibc and musl: 80
    private static final int SIZEOF_ATTRIBUTES = 512; // glibc and musl: 336
    private static final short SETPGROUP = 2; // POSIX_SPAWN_SETPGROUP of spawn.h

    private static BiConsumer<Class<?>, Integer> listener = (main, pid) -> {};

    private Spawn() {}

    /**
     * A child could not be started: there is no such file, it is not executable, the process limit
     * is reached ... The message contains the command and the name of the errno.
     */
    public static final class Failed extends RuntimeException {
        private final transient Errno errno;

        Failed(String command, Errno errno) {
            super("cannot start %s: %s (%s)".formatted(command, errno.name(), errno.description()));
            this.errno = errno;
        }

        /** ENOENT, EACCES, EAGAIN ... (execve(2), fork(2)). */
        public Errno errno() {
            return errno;
        }
    }

    /** Starts a main class of the current class path in a JVM of its own. */
    public static int java(Class<?> main, String... args) {
        List<byte[]> command = bytes(javaCommand(main, args));
        int pid = spawn(Set.of(), false, command, environmentWithout(JVM_OPTIONS));
        listener.accept(main, pid);
        return pid;
    }

    /**
     * From now on, calls the harness with each main class that is started, and the pid of its
     * process.
     */
    public static void tell(BiConsumer<Class<?>, Integer> harness) {
        listener = harness;
    }

    /** Starts a command, which is found on PATH unless its name has a slash. */
    public static int command(String... command) {
        return command(Set.of(), command);
    }

    /** Starts a command that also inherits these descriptors, under the same numbers. */
    public static int command(Set<Integer> descriptors, String... command) {
        return spawn(descriptors, false, bytes(List.of(command)), environmentWithout(Set.of()));
    }

    /**
     * Starts a command in a process group of its own, whose id is the command's pid (setpgid(2)).
     * Takes bytes, because a Java string loses bytes that are not valid in the locale.
     *
     * @param descriptors the descriptors above 2 that the command inherits
     * @param environment each variable as NAME=VALUE
     */
    public static int commandInOwnGroup(
            Set<Integer> descriptors, List<byte[]> command, List<byte[]> environment) {
        return spawn(descriptors, true, command, environment);
    }

    private static int spawn(
            Set<Integer> descriptors,
            boolean ownGroup,
            List<byte[]> command,
            List<byte[]> environment) {
        try (Template template = new Template(descriptors, ownGroup, command, environment)) {
            return template.start();
        }
    }

    /**
     * A command that can be started many times at less cost, because the descriptors to close in
     * the children are listed only once, when the template is made. Not thread-safe.
     */
    public static final class Template implements AutoCloseable {

        private final String name;
        private final Pointer actions = Posix.memory(SIZEOF_FILE_ACTIONS);
        private final Pointer attributes = Posix.memory(SIZEOF_ATTRIBUTES);
        private final Pointer arguments;
        private final Pointer environment;
        private final int[] pid = new int[1];

        public Template(List<String> command) {
            this(Set.of(), false, bytes(command), environmentWithout(Set.of()));
        }

        private Template(
                Set<Integer> descriptors,
                boolean ownGroup,
                List<byte[]> command,
                List<byte[]> environment) {
            this.name = new String(command.get(0), NATIVE);
            this.arguments = stringArray(command);
            this.environment = stringArray(environment);
            Posix.LibC libc = Posix.libc();
            libc.posix_spawn_file_actions_init(actions);
            for (int descriptor : Posix.openDescriptors()) {
                if (descriptor > 2 && !descriptors.contains(descriptor)) {
                    libc.posix_spawn_file_actions_addclose(actions, descriptor);
                }
            }
            libc.posix_spawnattr_init(attributes);
            if (ownGroup) {
                libc.posix_spawnattr_setflags(attributes, SETPGROUP); // to group 0: its own pid
            }
        }

        /** Starts the command. */
        public int start() {
            Pointer file = arguments.getPointer(0);
            Posix.LibC c = Posix.libc();
            int errno = c.posix_spawnp(pid, file, actions, attributes, arguments, environment);
            if (errno != 0) {
                throw new Failed(name, Errno.valueOf(errno));
            }
            return pid[0];
        }

        /** Frees the memory that the C library has allocated. */
        @Override
        public void close() {
            Posix.libc().posix_spawn_file_actions_destroy(actions);
            Posix.libc().posix_spawnattr_destroy(attributes);
        }
    }

    private static List<byte[]> bytes(List<String> strings) {
        return strings.stream().map(string -> string.getBytes(NATIVE)).toList();
    }

    /** A null-terminated array of pointers to C strings, followed by these strings. */
    private static Pointer stringArray(List<byte[]> strings) {
        Runtime runtime = Runtime.getSystemRuntime();
        int end = (strings.size() + 1) * runtime.addressSize(); // of the array
        int size = end + strings.stream().mapToInt(bytes -> bytes.length + 1).sum();
        Pointer array = Posix.memory(size);
        int at = end;
        for (int i = 0; i < strings.size(); i++) {
            byte[] bytes = strings.get(i);
            array.putAddress(i * runtime.addressSize(), array.address() + at);
            array.put(at, bytes, 0, bytes.length);
            at += bytes.length + 1;
        }
        return array;
    }

    private static List<byte[]> environmentWithout(Set<String> names) {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.keySet().removeAll(names);
        return bytes(variables.entrySet().stream().map(Map.Entry::toString).toList()); // NAME=VALUE
    }

    /**
     * The command line for a main class of the current class path. Each system property that begins
     * with "defunct." is passed on.
     */
    public static List<String> javaCommand(Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of(JVM_FLAGS.split(" ")));
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
