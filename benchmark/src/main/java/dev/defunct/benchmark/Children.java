package dev.defunct.benchmark;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * The children that a worker starts for the current order, and how they ended. A worker has one
 * object for all orders, because a strategy may learn of an exit in the next run.
 */
class Children {

    /**
     * How many children may exist at once: running, or exited without the worker knowing yet that
     * they are gone.
     */
    static final int MOST_ALIVE = 64;

    /** Every 16th child runs another command, so that exit statuses differ. */
    static final int EVERY = 16;

    int number;

    private final Semaphore places = new Semaphore(MOST_ALIVE);
    private final Lifeline lifeline;
    private List<List<String>> commands;
    private List<Spawn.Template> templates = List.of();
    private int started;
    private int endedWith0;
    private int endedWith1;

    Children(Lifeline lifeline) {
        this.lifeline = lifeline;
    }

    /**
     * Begins with an order, after the tally of the one before.
     *
     * @param order a line: how many children, the command of each, and the command of every 16th;
     *     the words of a command have commas between them
     */
    synchronized void begin(String order) {
        String[] field = order.split(" ");
        number = Integer.parseInt(field[0]);
        commands = List.of(List.of(field[1].split(",")), List.of(field[2].split(",")));
        templates.forEach(Spawn.Template::close);
        templates = commands.stream().map(Spawn.Template::new).toList();
        started = endedWith0 = endedWith1 = 0;
    }

    boolean areMore() {
        return started < number;
    }

    /** Waits until one more child may be alive, starts it, and returns its pid. */
    int spawn() {
        places.acquireUninterruptibly();
        return lifeline.whileHeld(() -> templates.get(nextCommand()).start());
    }

    /** Waits until one more child may be alive, and lets another library start it. */
    <T> T start(Function<List<String>, T> library) {
        places.acquireUninterruptibly();
        return lifeline.whileHeld(() -> library.apply(commands.get(nextCommand())));
    }

    private int nextCommand() {
        return ++started % EVERY == 0 ? 1 : 0;
    }

    /** Counts a child that has ended with this status from waitpid. */
    void ended(int status) {
        endedWith(WaitStatus.of(status) instanceof WaitStatus.Exited exited ? exited.code() : -1);
    }

    /** Counts a child that has ended with this exit code, or -1 if the code is not known. */
    void endedWith(int code) {
        synchronized (this) {
            endedWith0 += code == 0 ? 1 : 0;
            endedWith1 += code == 1 ? 1 : 0;
        }
        places.release();
    }

    /**
     * Waits until all children have been counted. Returns the answer to the order: how many
     * children were started, have ended with 0, have ended with 1.
     */
    String tally() {
        places.acquireUninterruptibly(MOST_ALIVE);
        places.release(MOST_ALIVE);
        return started + " " + endedWith0 + " " + endedWith1;
    }
}
