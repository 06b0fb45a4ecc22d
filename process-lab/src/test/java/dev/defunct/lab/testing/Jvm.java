package dev.defunct.lab.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.director.Launch;
import dev.defunct.lab.posix.Spawn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a program in a JVM of its own: a signal disposition applies to the whole process. */
public final class Jvm {

    private Jvm() {}

    /** What this JDK does, if that changed with a version: the old or the new behaviour. */
    public static <T> T sinceJdk(int version, T before, T since) {
        return Runtime.version().feature() < version ? before : since;
    }

    /**
     * The beginning of a command that runs its rest as PID 1 of a namespace; skips the test where
     * there is none.
     */
    public static List<String> asPid1() {
        Needs.all(Needs.pidNamespaces());
        return Launch.newNamespace();
    }

    /**
     * The beginning of a command that runs its rest as another user. That user has no other
     * processes, has a process limit that counts threads, too (RLIMIT_NPROC), and may read what
     * root may read. Skips the test if this JVM does not run as root.
     *
     * @param number of the user, 0 to 7, so that tests side by side have one each
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
     * The beginning of a command that runs its rest with all signals at their defaults, whatever
     * nohup or a shell has made this JVM ignore; skips the test if there is no such command.
     */
    public static List<String> withDefaultSignals() {
        Needs.all(Needs.envWithDefaultSignal());
        return List.of("env", "--default-signal");
    }

    /** The command line of a main class, with these classes in the place of ours of that name. */
    public static List<String> commandWith(Path classes, Class<?> main, String... args) {
        List<String> command = Spawn.javaCommand(main, args);
        command.set(command.indexOf("-cp") + 1, LibraryArchive.classPathWith(classes));
        return command;
    }

    /** All that a main class prints, to either stream, from start to end. */
    public static List<String> run(Class<?> main, String... args) {
        return run(List.of(), main, args);
    }

    /**
     * The same, but another command starts the JVM: prlimit(1), setpriv(1).
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
                                                    "whether %s ended, which printed %s",
                                                    main.getSimpleName(), program.lines())
                                            .isTrue());
            return program.lines();
        }
    }
}
