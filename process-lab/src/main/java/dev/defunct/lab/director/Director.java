package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Shutdown;
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
 * Starts the processes of a play, has them observed from outside, and lets them exit one after the
 * other. However the play ends, none of its processes is left.
 */
public final class Director implements AutoCloseable {

    /** Is called when something happens. The director continues when the call has returned. */
    public interface Audience {
        Audience NONE = new Audience() {};

        default void happened(Event event) {}

        /** A process has started, has exited or was adopted, or the app is gone. */
        default void changed(List<PlayedProcess> processes) {}

        /** The JVM exits, as after Ctrl-C, and the director has ended all processes. */
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

    /** The time to reap a zombie of the play. Pauses of the director do not count. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** The time to reap for an adopter outside the play, because not every PID 1 reaps at once. */
    private static final Duration PATIENCE_WITH_STRANGERS = Duration.ofSeconds(10);

    private final Adopter adopter;
    private final Audience audience;
    private final Duration standstill;
    private final Launch launch;
    private final Observer observer;
    private final Thread onShutdown;
    private volatile boolean closed;

    /**
     * Starts the processes of a play, and returns at once.
     *
     * @param parent the main class of the parent, which gets the arguments
     * @param tick one step of the app, 1 ms or more
     * @throws CannotPlay if this machine cannot provide the adopter
     */
    public Director(
            Adopter adopter, Class<?> parent, Duration tick, Audience audience, String... args) {
        this.adopter = adopter;
        this.audience = audience;
        this.standstill = tick.multipliedBy(12).plusSeconds(60); // longer than any part of a play
        this.launch = new Launch(adopter, parent, tick, args);
        this.observer = new Observer(adopter, launch, audience);
        this.onShutdown = Shutdown.hook(this::interrupt);
    }

    /**
     * Plays a section once, from the first process to the last.
     *
     * @throws CannotPlay if this machine cannot play it
     */
    public static Observation play(
            Section section, Adopter adopter, Duration tick, Audience audience) {
        try (Director director = new Director(adopter, section.parent(), tick, audience)) {
            Optional<String> trouble = Optional.empty();
            Optional<String> neverReaped = Optional.empty();
            try {
                director.play(section);
                neverReaped = director.neverReaped();
            } catch (BrokeOff e) {
                trouble = Optional.of(e.getMessage());
            }
            Timeline timeline = director.observer.timeline;
            return new Observation(section, adopter, timeline, trouble, neverReaped);
        }
    }

    private void play(Section section) {
        section.exits().forEach(exit -> process(exit.role())); // waits until all have started
        for (Section.Exit exit : section.exits()) {
            exit.once().ifPresent(this::awaitAtMostTenSeconds);
            letExit(exit.role());
        }
        if (adopter == Adopter.REAPING || adopter == Adopter.CARELESS) {
            letExit(Role.INIT);
        }
        settle();
    }

    /** Waits until the process with this role has started, and returns it. */
    public PlayedProcess process(Role role) {
        await("the " + role + " is there", () -> observer.find(role).isPresent());
        return observer.find(role).orElseThrow();
    }

    /** What has happened so far. */
    public Timeline timeline() {
        observer.look();
        return observer.timeline;
    }

    /** Waits until the program of this process has ended, then lets the process exit. */
    public void release(Role role) {
        PlayedProcess process = process(role);
        BooleanSupplier hasEnded = () -> process.has(Kind.ENDED) || process.has(Kind.EXITED);
        await("the " + role + " has ended", hasEnded);
        if (process.has(Kind.EXITED)) {
            return;
        }
        observer.happens(process, Kind.RELEASED);
        for (PlayedProcess other : observer.processes) {
            if (endsNamespace(role) && other.role().isSilent()) { // exits with the parent
                observer.happens(other, Kind.RELEASED);
            }
        }
        process.letExit();
    }

    private boolean endsNamespace(Role role) {
        return adopter.hasNamespace() && role == Role.PARENT;
    }

    /** Releases this process, waits until it has exited, and gives all zombies time. */
    private void letExit(Role role) {
        release(role);
        PlayedProcess process = process(role);
        await("the " + role + " has exited", () -> process.has(Kind.EXITED));
        if (endsNamespace(role)) {
            PlayedProcess outside = observer.processes.get(0);
            await("the namespace is gone", () -> outside.has(Kind.GONE));
            if (launch.child.failed()) {
                throw endedEarly(outside);
            }
        }
        settle();
    }

    /** Waits until each zombie is reaped, or the time to reap it is over. */
    private void settle() {
        String what = "zombies are reaped, or the time to reap them is over";
        await(what, () -> observer.processes.stream().noneMatch(this::canBeReaped));
    }

    private boolean canBeReaped(PlayedProcess process) {
        boolean isOfPlay = observer.find(process.parent).isPresent();
        return process.isZombie()
                && !isOver(process.waitsSince, isOfPlay ? PATIENCE : PATIENCE_WITH_STRANGERS);
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

    /**
     * The name of the process that adopted the app under {@code --init host}, if it has not reaped
     * the app.
     */
    private Optional<String> neverReaped() {
        return observer.find(Role.APP)
                .filter(app -> adopter == Adopter.HOST && observer.find(app.parent).isEmpty())
                .filter(PlayedProcess::isZombie)
                .map(app -> observer.nameOf(app.parent));
    }

    /**
     * Polls the processes until a condition holds. Throws an exception if the play cannot go on.
     */
    private void await(String what, BooleanSupplier condition) {
        while (true) {
            if (closed || Thread.currentThread().isInterrupted()) {
                throw new CancellationException("told to stop, waiting until " + what);
            }
            boolean hasEnded =
                    launch.child.ended(); // before the look, which then reads its last line
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

    /**
     * Whether the process that starts the app is lost: the intermediate if there is one, otherwise
     * the parent. Returns true only if nothing has happened for ten seconds, because the report of
     * an app can come late.
     */
    private boolean noneCanStartTheApp() {
        boolean isLost =
                observer.find(Role.INTERMEDIATE)
                        .or(() -> observer.find(Role.PARENT))
                        .map(starter -> starter.has(Kind.EXITED))
                        .orElseGet(() -> observer.processes.get(0).has(Kind.ENDED));
        return isLost && observer.standstill().compareTo(PATIENCE_WITH_STRANGERS) > 0;
    }

    private static BrokeOff endedEarly(PlayedProcess process) {
        return new BrokeOff(process + " ended too early; without it the play cannot go on");
    }

    /** Ends all processes. The JVM then exits, even if it cannot print anything. */
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

    /** Ends all processes. The launcher is the last, because it may have to reap the others. */
    @Override
    public void close() {
        cleanUp();
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException shuttingDown) {
            // the hook runs, or has run
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
        launch.child.awaitEnd(CLEAN_UP);
    }

    private static void awaitGone(List<PlayedProcess> processes, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (processes.stream().anyMatch(process -> process.look().isPresent())
                && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
    }
}
