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
    WAIT_FOR("ProcessBuilder, waitFor", UsesWaitFor::new),
    VIRTUAL("waitFor on virtual threads", UsesVirtualThreads::new),
    ON_EXIT("ProcessBuilder, onExit", UsesOnExit::new),
    NU_PROCESS("NuProcess", UsesNuProcess::new),
    POPEN_WAIT("CPython Popen, wait for each", Language.PYTHON, "popen-wait"),
    POPEN_HANDLER("CPython Popen, handler", Language.PYTHON, "popen-handler"),
    SPAWN_HANDLER("CPython posix_spawn, handler", Language.PYTHON, "spawn-handler"),
    C_WAIT_EACH("C, wait for each", Language.C, "wait-each"),
    C_SIG_IGN("C, SIG_IGN", Language.C, "sig-ign"),
    C_HANDLER("C, handler", Language.C, "handler");

    enum Language {
        JAVA,
        PYTHON,
        C
    }

    final String title;
    final Language language;

    /** What the row's worker is given on its command line. */
    final String argument;

    /** What a worker in Java runs. */
    final Supplier<Strategy> strategy;

    StormRow(String title, Supplier<Strategy> strategy) {
        this.title = title;
        this.language = Language.JAVA;
        this.argument = name();
        this.strategy = strategy;
    }

    StormRow(String title, Language language, String argument) {
        this.title = title;
        this.language = language;
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

    /** Whether it learns how each child ended. */
    boolean keepsStatuses() {
        return this != SIG_IGN && this != C_SIG_IGN && this != DOUBLE_FORK;
    }

    /** As --only has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
