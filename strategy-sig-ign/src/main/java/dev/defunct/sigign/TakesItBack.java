package dev.defunct.sigign;

import java.util.stream.Stream;

/**
 * Fixes {@link HandsItDown} with env(1) of GNU coreutils 8.31 or newer, which sets SIGCHLD to its
 * default before it starts the child. A shell is not a substitute: dash sets SIGCHLD to its default
 * for the programs it starts, too, but bash passes SIGCHLD on as ignored.
 */
public final class TakesItBack {
    public static void main(String[] args) throws ClassNotFoundException {
        Stream<String> env = Stream.of("env", "--default-signal=CHLD");
        Stream<String> child = Stream.of(HandsItDown.CHILD);
        HandsItDown.runIgnoring(Stream.concat(env, child).toArray(String[]::new));
    }
}
