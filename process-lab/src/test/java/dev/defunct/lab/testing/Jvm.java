package dev.defunct.lab.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.director.Launch;
import dev.defunct.lab.posix.Spawn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a program in a JVM of its own, because a signal disposition applies to the whole process.
 */
public final class Jvm {

    private Jvm() {}

    /**
     * What this JDK does: {@code before} if it is older than this version, otherwise {@code since}.
     */
    public static <T> T sinceJdk(int version, T before, T since) {
        return Runtime.version().feature() < version ? before : since;
    }

    /**
     * The beginning of a command line. The command that is appended to it runs as PID 1 of a new
     * PID namespace. Skips the test if this machine has no PID namespaces.
     */
    public static List<String> asPid1() {
        Needs.all(Needs.pidNamespaces());
        return Launch.newNamespace();
    }

    /**
     * The beginning of a command line. The command that is appended to it runs as another user.
     * That user has no other processes, has a process limit that counts threads, too
     * (RLIMIT_NPROC), and may read what root may read. Skips the test if this JVM does not run as
     * root.
     *
     * @param number selects the user, 0 to 7: tests that run at the same time need different users
     */
    public static List<String> asUserWithProcesses(int number, int processes) {
        Needs.all(Needs.root(), Needs.program("setpriv"), Needs.program("prlimit"));
        long user = 1_000_000_000 + 8 * ProcessHandle.current().pid() + number;
        return List.of(
                "setpriv",
                "--reuid=" + user,
                "--clear-groups",
                "--inh-caps=+dac_read_search",
                "--ambient-caps=+dac_read_search",
                "prlimit",
                "--nproc=" + processes + ":" + processes);
    }

    /**
     * The beginning of a command line. The command that is appended to it runs with all signals at
     * their defaults, even if nohup or a shell has made this JVM ignore some. Skips the test if
     * env(1) cannot do that.
     */
    public static List<String> withDefaultSignals() {
        Needs.all(Needs.envWithDefaultSignal());
        return List.of("env", "--default-signal");
    }

    /**
     * The command line of a main class, in which these classes replace our classes of the same
     * names.
     */
    public static List<String> commandWith(Path classes, Class<?> main, String... args) {
        List<String> command = Spawn.javaCommand(main, args);
        command.set(command.indexOf("-cp") + 1, LibraryArchive.classPathWith(classes));
        return command;
    }

    /**
     * Runs a main class until it ends, and returns all lines that it printed to standard output or
     * standard error.
     */
    public static List<String> run(Class<?> main, String... args) {
        return run(List.of(), main, args);
    }

    /**
     * Runs a main class until it ends, in a JVM that another command starts, for example
     * prlimit(1).
     *
     * @param by the other command and its arguments; empty if the JVM is started directly
     */
    public static List<String> run(List<String> by, Class<?> main, String... args) {
        List<String> command = new ArrayList<>(by);
        command.addAll(Spawn.javaCommand(main, args));
        try (ChildProcess program = ChildProcess.start(command)) {
            await(main.getSimpleName() + " ends")
                    .untilAsserted(
                            () ->
                                    assertThat(program.ended())
                                            .as(
                                                    "whether %s ended; it printed %s",
                                                    main.getSimpleName(), program.lines())
                                            .isTrue());
            return program.lines();
        }
    }
}
