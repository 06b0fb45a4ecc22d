package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.section.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Starts the processes of a play, has them observed from outside, lets each exit in its turn, and
 * cleans up, however the play ends.
 */
public final class Director implements AutoCloseable {

    /** Gets to know what happens. Called by the observer: while it runs, no process may exit. */
    public interface Audience {
        /** An audience that does nothing. */
        Audience NONE = new Audience() {};

        /** Something happened. */
        default void happened(Event event) {}

        /** The processes are not what they were at the last look. */
        default void changed(List<PlayedProcess> processes) {}

        /** A program without a harness printed a line. */
        default void foreignLine(String line) {}

        /** The director was told to stop, and has cleaned up. */
        default void interrupted() {}
    }

    /** A play that cannot go on. The message says why. */
    public static final class BrokeOff extends RuntimeException {
        BrokeOff(String message) {
            super(message);
        }
    }

    private static final long BETWEEN_LOOKS = 5; // ms
    private static final Duration STANDSTILL = Duration.ofSeconds(30);
    private static final Duration CLEAN_UP = Duration.ofSeconds(10);

    /** How long a zombie of ours is given to be reaped, in time that the director was running. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long one that was adopted on this machine is given: not every PID 1 reaps at once. */
    private static final Duration PATIENCE_WITH_STRANGERS = Duration.ofSeconds(10);

    private final Adopter adopter;
    private final Audience audience;
    private final Duration standstill;
    private final ChildProcess child;
    private final Observer observer;
    private final Thread thread = new Thread(this::observe, "observer");
    private final Thread onShutdown = new Thread(this::interrupt, "clean up");
    private Throwable failure;
    private boolean closed;
    private volatile boolean interrupted;

    private Director(
            Adopter adopter, Class<?> parent, Duration tick, Audience audience, String... args) {
        this.adopter = adopter;
        this.audience = audience;
        this.standstill = STANDSTILL.plus(tick.multipliedBy(12)); // longer than any part of a play
        this.child = Launch.start(adopter, parent, tick, args);
        this.observer = new Observer(adopter, child, audience);
        Runtime.getRuntime().addShutdownHook(onShutdown);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Starts the processes of a play, and returns at once.
     *
     * @param parent the main class of the parent
     * @param tick one step of the app, 1 ms or more
     * @param args what the parent gets as arguments
     * @throws CannotPlay if this machine cannot provide the adopter
     */
    public static Director start(
            Adopter adopter, Class<?> parent, Duration tick, Audience audience, String... args) {
        return new Director(adopter, parent, tick, audience, args);
    }

    /**
     * Plays a section once, from the first process to the last.
     *
     * @throws CannotPlay if this machine cannot play it
     */
    public static Observation play(
            Section section, Adopter adopter, Duration tick, Audience audience) {
        try (Director director = start(adopter, section.parent(), tick, audience)) {
            Optional<String> trouble = Optional.empty();
            try {
                director.play(section);
            } catch (BrokeOff e) {
                trouble = Optional.of(e.getMessage());
            }
            return new Observation(
                    section, adopter, director.timeline(), trouble, director.neverReaped());
        }
    }

    private void play(Section section) {
        section.exits().forEach(exit -> process(exit.role())); // all are there
        for (Section.Exit exit : section.exits()) {
            exit.once().ifPresent(this::awaitAtMostTenSeconds);
            letExit(exit.role());
        }
        if (adopter == Adopter.REAPING || adopter == Adopter.CARELESS) {
            letExit(Role.INIT);
        }
        settle();
    }

    /** The process with this role. Waits until it is there. */
    public PlayedProcess process(Role role) {
        await("the " + role + " is there", () -> observer.find(role).isPresent());
        return observer.find(role).orElseThrow();
    }

    /** What happened so far. */
    public Timeline timeline() {
        return observer.timeline();
    }

    /** What was printed so far by programs without a harness. */
    public List<String> foreignLines() {
        return observer.foreignLines();
    }

    /** Waits until the program of this process has ended, then lets the process exit. */
    public void release(Role role) {
        PlayedProcess process = process(role);
        await("the " + role + " has ended", () -> process.ended || process.exited);
        synchronized (this) {
            if (!process.exited) {
                observer.released(process);
                boolean endsNamespace = adopter.hasNamespace() && role == Role.PARENT;
                if (endsNamespace) { // PID 1 exits with the parent, and unshare with PID 1
                    observer.processes().stream()
                            .filter(other -> other.role().isSilent())
                            .forEach(observer::released);
                }
                process.letExit();
            }
        }
    }

    /**
     * The next exit of a play: releases this process, and waits until it has exited. Then gives
     * every zombie time to be reaped.
     */
    private void letExit(Role role) {
        release(role);
        PlayedProcess process = process(role);
        await("the " + role + " has exited", () -> process.exited);
        if (adopter.hasNamespace() && role == Role.PARENT) {
            await("the namespace is gone", () -> observer.find(Role.UNSHARE).orElseThrow().gone);
            if (child.failed()) {
                throw endedEarly(process(Role.UNSHARE));
            }
        }
        settle();
    }

    /** Waits until every zombie is reaped, or has had its time. */
    private void settle() {
        await("zombies are reaped, or have had their time", this::isSettled);
    }

    private boolean isSettled() {
        return observer.processes().stream()
                .filter(process -> process.exited && !process.gone)
                .allMatch(zombie -> isOver(zombie.waitsSince, patienceWith(zombie.parent)));
    }

    private Duration patienceWith(long parent) {
        return observer.isStranger(parent) ? PATIENCE_WITH_STRANGERS : PATIENCE;
    }

    private boolean isOver(Duration since, Duration patience) {
        return observer.awake().minus(since).compareTo(patience) > 0;
    }

    private void awaitAtMostTenSeconds(Predicate<Event> mark) {
        Duration begin = observer.awake();
        await(
                "what comes before the exit",
                () -> timeline().has(mark) || isOver(begin, PATIENCE_WITH_STRANGERS));
    }

    /** The adopter on this machine, if it still has the app for a zombie. */
    private synchronized Optional<String> neverReaped() {
        return adopter != Adopter.HOST
                ? Optional.empty()
                : observer.find(Role.APP)
                        .filter(app -> app.exited && !app.gone && observer.isStranger(app.parent))
                        .map(app -> observer.nameOf(app.parent));
    }

    /**
     * Waits until a condition holds. It is checked after each look of the observer, when the
     * audience has seen what is new.
     *
     * @throws BrokeOff if the play cannot go on
     */
    private synchronized void await(String what, BooleanSupplier condition) {
        while (true) {
            if (interrupted) {
                throw new CancellationException("the director was told to stop");
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            if (!observer.hasNews() && condition.getAsBoolean()) {
                return;
            }
            checkThatItCanGoOn(what);
            try {
                wait();
            } catch (InterruptedException e) {
                throw new CancellationException("interrupted: waiting until " + what);
            }
        }
    }

    private void checkThatItCanGoOn(String what) {
        for (PlayedProcess process : observer.processes()) {
            boolean isNeeded = process.role() == Role.INIT || process.role().isSilent();
            if (isNeeded && process.exited && !process.released) {
                throw endedEarly(process);
            }
        }
        boolean allExited = observer.processes().stream().allMatch(process -> process.exited);
        if (child.ended() && allExited && observer.find(Role.APP).isEmpty()) {
            throw new CannotPlay(
                    "the play cannot be started: " + String.join(" ", observer.foreignLines()));
        }
        if (observer.standstill().compareTo(standstill) > 0) {
            throw new BrokeOff(
                    "nothing has happened for "
                            + standstill.toSeconds()
                            + " s: waiting until "
                            + what);
        }
    }

    private static BrokeOff endedEarly(PlayedProcess process) {
        return new BrokeOff(process + " ended before its time; without it the play cannot go on");
    }

    private void observe() {
        while (true) {
            synchronized (this) {
                if (closed) {
                    return;
                }
                try {
                    observer.look();
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
                notifyAll();
                if (failure != null) {
                    return;
                }
            }
            pause();
        }
    }

    private void interrupt() {
        interrupted = true;
        cleanUp();
        audience.interrupted();
    }

    /** Ends all processes: the launcher last, because it may be the one that reaps. */
    @Override
    public void close() {
        cleanUp();
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException shuttingDown) {
            // then it runs, or has run
        }
    }

    private void cleanUp() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        List<PlayedProcess> others =
                observer.processes().stream().filter(p -> p.pid() != child.pid()).toList();
        others.forEach(PlayedProcess::kill);
        awaitGone(others, PATIENCE);
        child.close();
        if (adopter.hasNamespace()) {
            observer.find(Role.UNSHARE).ifPresent(PlayedProcess::kill);
        }
        if (neverReaped().isEmpty()) {
            awaitGone(others, CLEAN_UP);
        }
        child.awaitEnd(CLEAN_UP);
    }

    private static void awaitGone(List<PlayedProcess> processes, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (processes.stream().anyMatch(process -> process.look().isPresent())
                && System.nanoTime() < deadline) {
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
