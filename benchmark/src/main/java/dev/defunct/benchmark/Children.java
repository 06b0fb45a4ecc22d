package dev.defunct.benchmark;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** The children that a worker starts for one order, and how they ended. */
class Children implements AutoCloseable {

    /**
     * How many children may exist at once: running, or exited without the worker knowing yet that
     * they are gone.
     */
    static final int MOST_ALIVE = 64;

    /** Every 16th child runs another command, so that exit statuses differ. */
    static final int EVERY = 16;

    final int number;

    private final Semaphore places = new Semaphore(MOST_ALIVE);
    private final Lifeline lifeline;
    private final List<List<String>> commands;
    private final List<Spawn.Template> templates;
    private int started;
    private int endedWith0;
    private int endedWith1;

    /**
     * @param order a line: how many children, the command of each, and the command of every 16th;
     *     the words of a command have commas between them
     */
    Children(String order, Lifeline lifeline) {
        String[] field = order.split(" ");
        this.lifeline = lifeline;
        this.number = Integer.parseInt(field[0]);
        this.commands = List.of(List.of(field[1].split(",")), List.of(field[2].split(",")));
        this.templates = commands.stream().map(Spawn.Template::new).toList();
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

    /** Waits until all children have been counted. */
    void awaitEnds() {
        places.acquireUninterruptibly(MOST_ALIVE);
        places.release(MOST_ALIVE);
    }

    /**
     * The answer to the order: how many children were started, have ended with 0, have ended with
     * 1.
     */
    synchronized String tally() {
        return started + " " + endedWith0 + " " + endedWith1;
    }

    @Override
    public void close() {
        templates.forEach(Spawn.Template::close);
    }
}
