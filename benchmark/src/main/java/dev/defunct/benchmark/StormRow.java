package dev.defunct.benchmark;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.PathSearch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The rows of the storm's table: our strategies, other libraries, and the same in C. */
enum StormRow {
    WAIT_EACH("wait for each (1.2)", Strategies::waitForEach),
    SIG_IGN("SIG_IGN (2.2)", Strategies::ignoreSigchld),
    HANDLER("handler, waitpid(-1) (2.3)", Strategies::handler),
    OWN_PIDS("handler, own pids only", Strategies::handlerOfOwnPids),
    REAPER("reaper thread, waitpid(-1)", Strategies::reaperThread),
    PIDFD("pidfd, poll", Strategies::pollPidfds),
    DOUBLE_FORK("double fork (2.1)", Strategies::forkTwice),
    WAIT_FOR("ProcessBuilder, waitFor", Strategies::waitFor),
    VIRTUAL("waitFor on virtual threads", Strategies::onVirtualThreads),
    ON_EXIT("ProcessBuilder, onExit", Strategies::onExit),
    NU_PROCESS("NuProcess", Strategies::nuProcess),
    POPEN_WAIT("CPython Popen, wait for each"),
    POPEN_HANDLER("CPython Popen, handler"),
    SPAWN_HANDLER("CPython posix_spawn, handler"),
    C_WAIT_EACH("C, wait for each"),
    C_SIG_IGN("C, SIG_IGN"),
    C_HANDLER("C, handler");

    /** A way to start many children and leave no zombie. */
    interface Strategy {
        /** Starts all children, and counts each of them when it is gone. */
        void run(Children children) throws Exception;
    }

    final String title;

    /** The strategy of a worker in Java; null for a worker of storm.py or storm.c. */
    final Strategy strategy;

    StormRow(String title, Strategy strategy) {
        this.title = title;
        this.strategy = strategy;
    }

    StormRow(String title) {
        this(title, null);
    }

    /**
     * The command line of the row's worker.
     *
     * @throws CannotPlay if this machine cannot run the row: a reason that begins with "not"
     */
    List<String> command() {
        int version = Runtime.version().feature();
        if (this == VIRTUAL && version < 21) {
            throw new CannotPlay("not on Java " + version + ": Java 21 has virtual threads");
        }
        if (this == PIDFD && !Pidfds.areAvailable()) {
            throw new CannotPlay("not on this kernel: Linux 5.4 can reap by pidfd");
        }
        forks(); // or cannot
        if (strategy != null) {
            return Spawn.javaCommand(StormWorker.class, name());
        }
        try {
            if (name().startsWith("C_")) {
                return List.of(compiled(), toString().replaceFirst("c-", ""));
            }
            String python = installed("python3");
            succeeds("python3", python, "-c", "");
            return List.of(python, "-c", resource("storm.py"), toString());
        } catch (IOException e) {
            throw new CannotPlay("not compiled: " + e.getMessage());
        }
    }

    /** The beginning of the command of each child: see {@link Strategies#forkTwice}. */
    String forks() {
        return this == DOUBLE_FORK ? installed("setsid") + ",--fork," : "";
    }

    /** Compiles the worker in C, and returns its path. */
    private static String compiled() throws IOException {
        String cc = installed("cc");
        Path folder = Files.createTempDirectory("storm");
        Path source = folder.resolve("storm.c");
        Path program = folder.resolve("storm");
        for (Path path : List.of(folder, source, program)) {
            path.toFile().deleteOnExit(); // from last to first
        }
        Files.writeString(source, resource("storm.c"));
        succeeds("cc", cc, "-O2", "-o", program.toString(), source.toString());
        return program.toString();
    }

    /** The path of a program. Throws CannotPlay if it is not on PATH. */
    static String installed(String program) {
        return PathSearch.find(program)
                .map(Path::toString)
                .orElseThrow(() -> new CannotPlay("not installed: no " + program + " on PATH"));
    }

    private static void succeeds(String name, String... command) {
        try {
            ChildProcess.run(command);
        } catch (CannotPlay e) {
            String complaint = e.getMessage().replaceFirst("(.{70}).*", "$1 ...");
            throw new CannotPlay("not usable: " + name + " fails: " + complaint);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = StormRow.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The row in C that does the same, for comparison. */
    StormRow inC() {
        return switch (this) {
            case WAIT_EACH, WAIT_FOR, POPEN_WAIT, DOUBLE_FORK, C_WAIT_EACH -> C_WAIT_EACH;
            case SIG_IGN, C_SIG_IGN -> C_SIG_IGN;
            default -> C_HANDLER;
        };
    }

    /** Whether the row learns how each child ended. */
    boolean keepsStatuses() {
        return this != SIG_IGN && this != C_SIG_IGN && this != DOUBLE_FORK;
    }

    /** The name of the row, as --only takes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
