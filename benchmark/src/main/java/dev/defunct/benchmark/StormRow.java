package dev.defunct.benchmark;

import java.util.Locale;
import java.util.function.Supplier;

/** The rows of the storm's table: our strategies, those of others, and the same in C. */
enum StormRow {
    WAIT_EACH("wait for each (1.2)", () -> WaitpidStrategies::waitForEach),
    SIG_IGN("SIG_IGN (2.2)", () -> WaitpidStrategies::ignoreSigchld),
    HANDLER("handler, waitpid(-1) (2.3)", HandlesSigchld::new),
    OWN_PIDS("handler, own pids only", HandlesSigchld.OfOwnPids::new),
    REAPER("reaper thread, waitpid(-1)", () -> WaitpidStrategies::reaperThread),
    PIDFD("pidfd, poll", PollsPidfds::new),
    DOUBLE_FORK("double fork (2.1)", () -> WaitpidStrategies::forkTwice),
    WAIT_FOR("ProcessBuilder, waitFor", () -> LibraryStrategies::waitFor),
    VIRTUAL("waitFor on virtual threads", () -> LibraryStrategies::onVirtualThreads),
    ON_EXIT("ProcessBuilder, onExit", () -> LibraryStrategies::onExit),
    NU_PROCESS("NuProcess", () -> LibraryStrategies::nuProcess),
    POPEN_WAIT("CPython Popen, wait for each", "python3"),
    POPEN_HANDLER("CPython Popen, handler", "python3"),
    SPAWN_HANDLER("CPython posix_spawn, handler", "python3"),
    C_WAIT_EACH("C, wait for each", "cc"),
    C_SIG_IGN("C, SIG_IGN", "cc"),
    C_HANDLER("C, handler", "cc");

    final String title;

    /** The program that runs or compiles the row's worker: java, python3 or cc. */
    final String program;

    /** The strategy of a worker in Java. */
    final Supplier<Strategy> strategy;

    StormRow(String title, Supplier<Strategy> strategy) {
        this.title = title;
        this.program = "java";
        this.strategy = strategy;
    }

    StormRow(String title, String program) {
        this.title = title;
        this.program = program;
        this.strategy = null;
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
