package dev.defunct.benchmark;

import java.util.List;
import java.util.function.Function;

/**
 * The children of one run: how many there are to be, which command each one is, and how those ended
 * whose status somebody got. Every 16th is another command, so that statuses differ: {@code false}
 * among {@code true}.
 */
final class Children {

    /** How many may be alive at once: running, or exited and not known to be gone. */
    static final int MOST_ALIVE = 64;

    /** Of so many, the last is the other command. */
    static final int EVERY = 16;

    private static final int CODES = 256;
    private static final int OTHERWISE = CODES - 1;

    private final int number;
    private final Prepared plain;
    private final Prepared other;
    private final List<String> plainCommand;
    private final List<String> otherCommand;
    private final Lifeline lifeline;
    private final int[] ended = new int[CODES];
    private int started;

    Children(Order order, Lifeline lifeline, Wrap wrap) {
        this.number = order.number();
        this.plainCommand = wrap.wrap(order.plain());
        this.otherCommand = wrap.wrap(order.other());
        this.plain = new Prepared(plainCommand);
        this.other = new Prepared(otherCommand);
        this.lifeline = lifeline;
    }

    /** What a strategy makes of a command: another command that runs it, or the same. */
    interface Wrap {
        List<String> wrap(List<String> command);
    }

    int number() {
        return number;
    }

    boolean areMore() {
        return started < number;
    }

    /**
     * Starts the next one with posix_spawn.
     *
     * @return its pid
     */
    int spawn() {
        return lifeline.whileHeld(() -> isOther() ? other.spawn() : plain.spawn());
    }

    /** The same for those who start it otherwise, from its command. */
    <T> T spawn(Function<List<String>, T> start) {
        return lifeline.whileHeld(() -> start.apply(isOther() ? otherCommand : plainCommand));
    }

    private boolean isOther() {
        return ++started % EVERY == 0;
    }

    /** One has ended, and this is what waitpid stored. */
    void ended(int status) {
        endedWith((status & 0x7f) == 0 ? status >> 8 & 0xff : OTHERWISE);
    }

    /** One has ended with this exit code; what is none tells that it never began. */
    synchronized void endedWith(int code) {
        ended[0 <= code && code < CODES ? code : OTHERWISE]++;
    }

    /** What the director is told: how many were started, ended with 0, ended with 1. */
    synchronized String tally() {
        return started + " " + ended[0] + " " + ended[1];
    }
}
