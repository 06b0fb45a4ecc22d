package dev.defunct.lab.ps;

import java.util.stream.Stream;

/**
 * One line of the process table, as it was at one moment.
 *
 * @param pid the process id, 1 or more
 * @param parent the pid of the parent, 0 for a process whose parent is outside our PID namespace
 * @param state what the process is doing
 * @param start when it started, in whole seconds since 1970: all that {@code ps} can show
 * @param command the command name as {@code ps -o ucomm} prints it: on Linux at most 15 bytes, with
 *     a dot for each control character and a {@code ?} for each byte outside ASCII
 */
public record ProcessEntry(long pid, long parent, State state, long start, String command) {

    /** What a process is doing, with the letter that {@code ps -o state} prints for it (ps(1)). */
    public enum State {
        RUNNING('R'),
        SLEEPING('S'),
        UNINTERRUPTIBLE('D'),
        STOPPED('T'),
        TRACED('t'),
        IDLE('I'),
        /** Exited, and not reaped yet: a zombie. */
        ZOMBIE('Z'),
        /**
         * The first thread of the process has exited, and other threads still run. {@code ps} also
         * prints Z for such a process, but no process can reap it yet: it does not count as a
         * zombie here.
         */
        LEADER_EXITED('Z'),
        /** Reaped, and about to leave the table. */
        DEAD('X'),
        OTHER('?');

        private final char letter;

        State(char letter) {
            this.letter = letter;
        }

        /** The letter that {@code ps} prints. */
        public char letter() {
            return letter;
        }

        static State of(char letter, boolean otherThreads) {
            if (letter == 'Z' && otherThreads) {
                return LEADER_EXITED;
            }
            return Stream.of(values()).filter(s -> s.letter == letter).findFirst().orElse(OTHER);
        }
    }

    /** Whether this process has exited, and has not been reaped yet. */
    public boolean isZombie() {
        return state == State.ZOMBIE;
    }

    /** Also compares the start, because the kernel can use a pid again. */
    public boolean isSameProcessAs(ProcessEntry other) {
        return pid == other.pid && start == other.start;
    }

    /** The header over {@link #line()}, as {@code ps -o pid,ppid,s,comm} prints it. */
    public static final String HEADER = "    PID    PPID S COMMAND";

    /** This process as {@code ps -o pid,ppid,s,comm} prints it, the zombie marked as defunct. */
    public String line() {
        String mark = state.letter() == 'Z' ? " <defunct>" : "";
        return String.format("%7d %7d %c %s%s", pid, parent, state.letter(), command, mark);
    }
}
