package dev.defunct.benchmark;

import java.util.List;
import jnr.constants.platform.Errno;
import jnr.ffi.Pointer;

/**
 * A command that is started many times: its arguments and our environment are laid out in memory
 * once, and its path has a slash, so that nobody searches PATH. One thread at a time may use it.
 */
final class Prepared {

    private static final LibC.Texts ENVIRONMENT =
            LibC.Texts.of(
                    System.getenv().entrySet().stream()
                            .map(variable -> variable.getKey() + "=" + variable.getValue())
                            .toList());

    private final LibC.Texts command;
    private final Pointer pid = LibC.memory(Integer.BYTES);

    /**
     * @param command its path and its arguments
     */
    Prepared(List<String> command) {
        this.command = LibC.Texts.of(command);
    }

    /**
     * Starts it: posix_spawn(3).
     *
     * @return its pid
     * @throws SpawnFailed with the errno: EAGAIN at the process limit, ENOENT, ...
     */
    int spawn() {
        int errno =
                LibC.C.posix_spawn(
                        pid.address(),
                        command.texts().get(0).address(),
                        0,
                        0,
                        command.address(),
                        ENVIRONMENT.address());
        if (errno != 0) {
            throw new SpawnFailed(Errno.valueOf(errno));
        }
        return pid.getInt(0);
    }

    /** The process limit is reached, or there is no such program. */
    static final class SpawnFailed extends RuntimeException {
        SpawnFailed(Errno errno) {
            super("a child cannot be started: " + errno.name() + " (" + errno.description() + ")");
        }
    }
}
