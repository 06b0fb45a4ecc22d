package dev.defunct.benchmark;

import java.util.Locale;
import java.util.function.Supplier;

/** The rows of the storm's table: our strategies, those of others, and the same in C. */
enum StormRow {
    WAIT_EACH("wait for each (1.2)", WaitsForEach::new),
    SIG_IGN("SIG_IGN (2.2)", IgnoresSigchld::new),
    HANDLER("handler, waitpid(-1) (2.3)", HandlesSigchld::new),
    OWN_PIDS("handler, own pids only", HandlesOwnPids::new),
    REAPER("reaper thread, waitpid(-1)", ReaperThread::new),
    PIDFD("pidfd, poll", PollsPidfds::new),
    DOUBLE_FORK("double fork (2.1)", ForksTwice::new),
    WAIT_FOR("ProcessBuilder, waitFor", () -> UsesProcessBuilder::waitFor),
    VIRTUAL("waitFor on virtual threads", () -> UsesProcessBuilder::waitForOnVirtualThreads),
    ON_EXIT("ProcessBuilder, onExit", () -> UsesProcessBuilder::onExit),
    NU_PROCESS("NuProcess", UsesNuProcess::new),
    POPEN_WAIT("CPython Popen, wait for each", "python3", "popen-wait"),
    POPEN_HANDLER("CPython Popen, handler", "python3", "popen-handler"),
    SPAWN_HANDLER("CPython posix_spawn, handler", "python3", "spawn-handler"),
    C_WAIT_EACH("C, wait for each", "cc", "wait-each"),
    C_SIG_IGN("C, SIG_IGN", "cc", "sig-ign"),
    C_HANDLER("C, handler", "cc", "handler");

    final String title;

    /** What runs or compiles the row's worker: java, python3 or cc. */
    final String program;

    /** What the row's worker is given on its command line. */
    final String argument;

    /** What a worker in Java runs. */
    final Supplier<Strategy> strategy;

    StormRow(String title, Supplier<Strategy> strategy) {
        this.title = title;
        this.program = "java";
        this.argument = name();
        this.strategy = strategy;
    }

    StormRow(String title, String program, String argument) {
        this.title = title;
        this.program = program;
        this.argument = argument;
        this.strategy = null;
    }

    /** The row in C that does the same, which its speed is compared with. */
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
