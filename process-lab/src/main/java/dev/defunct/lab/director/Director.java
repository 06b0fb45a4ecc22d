package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Event.Kind;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.section.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Starts the processes of a play, has them observed from outside, lets them exit one after the
 * other, and cleans up, however the play ends.
 */
public final class Director implements AutoCloseable {

    /** Is called when something happens. During each call, the director lets no process exit. */
    public interface Audience {
        /** An audience that does nothing. */
        Audience NONE = new Audience() {};

        /** Something happened. */
        default void happened(Event event) {}

        /** The processes have changed since the last look. */
        default void changed(List<PlayedProcess> processes) {}

        /** The director was told to stop, and has cleaned up. */
        default void interrupted() {}
    }

    /** A play that cannot go on. The message says why. */
    public static final class BrokeOff extends RuntimeException {
        BrokeOff(String message) {
            super(message);
        }
    }

    private static final long BETWEEN_LOOKS = 5_000_000; // ns
    private static final Duration CLEAN_UP = Duration.ofSeconds(10);

    /**
     * How long to wait until a zombie of the play is reaped, in time that the director was running.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** The same for a zombie with an adopter on this machine: not every PID 1 reaps at once. */
    private static final Duration PATIENCE_WITH_STRANGERS = Duration.ofSeconds(10);

    private final Adopter adopter;
    private final Audience audience;
    private final Duration standstill;
    private final Launch launch;
    private final ChildProcess child;
    private final Observer observer;
    private final Thread onShutdown = new Thread(this::interrupt, "clean up");
    private volatile boolean closed;

    private Director(
            Adopter adopter, Class<?> parent, Duration tick, Audience audience, String... args) {
        this.adopter = adopter;
        this.audience = audience;
        this.standstill = tick.multipliedBy(12).plusSeconds(60); // longer than any part of a play
        this.launch = new Launch(adopter, parent, tick, args);
        this.child = launch.child;
        this.observer = new Observer(adopter, launch, audience);
        Runtime.getRuntime().addShutdownHook(onShutdown);
    }

    /**
     * Starts the processes of a play, and returns at once.
     *
     * @param parent the main class of the parent, which gets the arguments
     * @param tick one step of the app, 1 ms or more
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
            Optional<String> neverReaped = Optional.empty();
            try {
                director.play(section);
                neverReaped = director.neverReaped(); // after the time to reap it
            } catch (BrokeOff e) {
                trouble = Optional.of(e.getMessage());
            }
            return new Observation(
                    section, adopter, director.observer.timeline, trouble, neverReaped);
        }
    }

    private void play(Section section) {
        section.exits().forEach(exit -> process(exit.role())); // until all are started
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
        observer.look();
        return observer.timeline;
    }

    /** Waits until the program of this process has ended, then lets the process exit. */
    public void release(Role role) {
        PlayedProcess process = process(role);
        await(
                "the " + role + " has ended",
                () -> process.has(Kind.ENDED) || process.has(Kind.EXITED));
        if (process.has(Kind.EXITED)) {
            return;
        }
        observer.happens(process, Kind.RELEASED);
        if (endsNamespace(role)) { // PID 1 exits with the parent, and unshare or docker with PID 1
            observer.processes.stream()
                    .filter(other -> other.role().isSilent())
                    .forEach(other -> observer.happens(other, Kind.RELEASED));
        }
        process.letExit();
    }

    private boolean endsNamespace(Role role) {
        return adopter.hasNamespace() && role == Role.PARENT;
    }

    /**
     * The next exit of a play: releases this process, and waits until it has exited. Then gives
     * every zombie time to be reaped.
     */
    private void letExit(Role role) {
        release(role);
        PlayedProcess process = process(role);
        await("the " + role + " has exited", () -> process.has(Kind.EXITED));
        if (endsNamespace(role)) {
            PlayedProcess outside = observer.processes.get(0);
            await("the namespace is gone", () -> outside.has(Kind.GONE));
            if (child.failed()) {
                throw endedEarly(outside);
            }
        }
        settle();
    }

    /** Waits until every zombie is reaped, or the time to reap it is over. */
    private void settle() {
        await(
                "zombies are reaped, or the time to reap them is over",
                () ->
                        observer.processes.stream()
                                .filter(p -> p.has(Kind.EXITED) && !p.has(Kind.GONE))
                                .allMatch(p -> isOver(p.waitsSince, patienceWith(p.parent))));
    }

    private Duration patienceWith(long parent) {
        return observer.find(parent).isPresent() ? PATIENCE : PATIENCE_WITH_STRANGERS;
    }

    private boolean isOver(Duration since, Duration patience) {
        return observer.awake.minus(since).compareTo(patience) > 0;
    }

    private void awaitAtMostTenSeconds(Predicate<Event> mark) {
        Duration begin = observer.awake;
        await(
                "the condition for the next exit holds",
                () -> observer.timeline.has(mark) || isOver(begin, PATIENCE_WITH_STRANGERS));
    }

    /** The adopter on this machine, if the app is still its zombie. */
    private Optional<String> neverReaped() {
        return observer.find(Role.APP)
                .filter(app -> adopter == Adopter.HOST && observer.find(app.parent).isEmpty())
                .filter(app -> app.has(Kind.EXITED) && !app.has(Kind.GONE))
                .map(app -> observer.nameOf(app.parent));
    }

    /**
     * Looks until a condition holds.
     *
     * @throws BrokeOff if the play cannot go on
     */
    private void await(String what, BooleanSupplier condition) {
        while (true) {
            if (closed || Thread.currentThread().isInterrupted()) {
                throw new CancellationException("told to stop, waiting until " + what);
            }
            boolean hasEnded = child.ended(); // before the look, which then reads all its lines
            observer.look();
            if (condition.getAsBoolean()) {
                return;
            }
            checkThatItCanGoOn(what, hasEnded);
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
    }

    private void checkThatItCanGoOn(String what, boolean hasEnded) {
        boolean hasApp = observer.find(Role.APP).isPresent();
        PlayedProcess first = observer.processes.get(0);
        List<String> complaint = first.output();
        boolean noneIsLeft = !hasApp && noneCanStartTheApp();
        if ((hasEnded || noneIsLeft) && !hasApp && !complaint.isEmpty()) {
            throw new CannotPlay("the play cannot be started: " + launch.explain(complaint));
        }
        for (PlayedProcess process : observer.processes) {
            boolean isNeeded = process.role() == Role.INIT || process.role().isSilent();
            boolean isLost = process.has(Kind.EXITED) && !process.has(Kind.RELEASED);
            if (isNeeded && isLost && (hasEnded || noneIsLeft || hasApp)) {
                throw endedEarly(process);
            }
        }
        if (noneIsLeft) {
            throw new BrokeOff(
                    "the process that starts the app ended too early: waiting until " + what);
        }
        if (observer.standstill().compareTo(standstill) > 0) {
            long seconds = standstill.toSeconds();
            throw new BrokeOff("nothing has happened for " + seconds + " s: waiting until " + what);
        }
    }

    /** Ten seconds, because the app reports itself if its starter could not do so. */
    private boolean noneCanStartTheApp() {
        List<PlayedProcess> starters =
                observer.processes.stream()
                        .filter(p -> p.role() == Role.PARENT || p.role() == Role.INTERMEDIATE)
                        .toList();
        boolean areLost =
                starters.isEmpty()
                        ? observer.processes.get(0).has(Kind.ENDED) // a launcher's child
                        : starters.stream().allMatch(process -> process.has(Kind.EXITED));
        return areLost && observer.standstill().compareTo(PATIENCE_WITH_STRANGERS) > 0;
    }

    private static BrokeOff endedEarly(PlayedProcess process) {
        return new BrokeOff(process + " ended too early; without it the play cannot go on");
    }

    /** Does not wait long for the last words: the JVM has to exit even if no process reads them. */
    private void interrupt() {
        cleanUp();
        Thread lastWords = new Thread(audience::interrupted, "last words");
        lastWords.setDaemon(true);
        lastWords.start();
        try {
            lastWords.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the JVM exits", e);
        }
    }

    /** Ends all processes: the launcher last, because it may have to reap the others. */
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
        closed = true;
        PlayedProcess first = observer.processes.get(0);
        List<PlayedProcess> others =
                observer.processes.stream().filter(process -> process != first).toList();
        others.forEach(PlayedProcess::kill);
        awaitGone(others, PATIENCE);
        launch.end();
        if (adopter.hasNamespace()) {
            first.kill();
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
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
    }
}
