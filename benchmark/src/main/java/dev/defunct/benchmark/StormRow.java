package dev.defunct.benchmark;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The rows of the storm's table: our strategies, their peers, and the same in C. */
enum Row {
    WAIT_EACH("wait for each (1.2)", WaitsForEach::new),
    SIG_IGN("SIG_IGN (2.2)", IgnoresSigchld::new),
    HANDLER("handler, waitpid(-1) (2.3)", Handles::new),
    OWN_PIDS("handler, own pids only", HandlesItsOwn::new),
    REAPER("reaper thread, waitpid(-1)", ReaperThread::new),
    DOUBLE_FORK("double fork (2.1)", ForksTwice::new),
    WAIT_FOR("ProcessBuilder, waitFor", UsesWaitFor::new),
    ON_EXIT("ProcessBuilder, onExit", UsesOnExit::new),
    NU_PROCESS("NuProcess", UsesNuProcess::new),
    POPEN_WAIT("CPython Popen, wait for each", Peers.PYTHON, "popen-wait"),
    POPEN_HANDLER("CPython Popen, handler", Peers.PYTHON, "popen-handler"),
    SPAWN_HANDLER("CPython posix_spawn, handler", Peers.PYTHON, "spawn-handler"),
    C_WAIT_EACH("C, wait for each", Peers.C, "wait-each"),
    C_SIG_IGN("C, SIG_IGN", Peers.C, "sig-ign"),
    C_HANDLER("C, handler", Peers.C, "handler");

    private final String title;
    private final Supplier<Strategy> strategy;
    private final String language;
    private final String mode;

    Row(String title, Supplier<Strategy> strategy) {
        this.title = title;
        this.strategy = strategy;
        this.language = Peers.JAVA;
        this.mode = "";
    }

    Row(String title, String language, String mode) {
        this.title = title;
        this.strategy = null;
        this.language = language;
        this.mode = mode;
    }

    String title() {
        return title;
    }

    /** What a {@link Runner} runs; empty for what is not Java. */
    Optional<Strategy> strategy() {
        return Optional.ofNullable(strategy).map(Supplier::get);
    }

    String language() {
        return language;
    }

    /** What a program that is not Java is told to do. */
    String mode() {
        return mode;
    }

    /** The same in C: what its rate is compared with. */
    Row inC() {
        return switch (this) {
            case WAIT_EACH, WAIT_FOR, POPEN_WAIT, DOUBLE_FORK, C_WAIT_EACH -> C_WAIT_EACH;
            case SIG_IGN, C_SIG_IGN -> C_SIG_IGN;
            default -> C_HANDLER;
        };
    }

    /** Whether it promises to learn how each child ended. */
    boolean keepsStatuses() {
        return this != SIG_IGN && this != C_SIG_IGN && this != DOUBLE_FORK;
    }

    /** As {@code --only} has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
