package dev.defunct.lab;

import dev.defunct.lab.Timeline.Event;
import dev.defunct.lab.Timeline.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Plays a section: starts the cast, watches it in the process table from outside, tells the
 * audience what happens, lets each member go when its turn has come by the {@link Script}, and
 * clears up, however it ends.
 */
public final class Stage {

    /** Whoever watches. Called on the director's thread: while it looks, nobody is let go. */
    public interface Audience {
        /** Something happened. */
        default void see(Event event, Stage stage) {}

        /** The director has looked, and the cast is not what it was at the last look. */
        default void look(Stage stage) {}

        /** Somebody has told the director to stop, and the cast is cleared up. */
        default void interrupted() {}
    }

    private static final Set<Kind> CHANGES = Set.of(Kind.STARTED, Kind.EXITED, Kind.ADOPTED);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
    private static final Duration STANDSTILL = Duration.ofSeconds(30);
    private static final Duration CLEAR_UP = Duration.ofSeconds(10);

    private final Section section;
    private final Init init;
    private final Duration tick;
    private final Audience audience;
    private final Timeline timeline = new Timeline();
    private final Company company = new Company();
    private final Script script;
    private final Watch watch;
    private final Hearing hearing;
    private final long begin = System.nanoTime();
    private long lastLook = begin;
    private Duration awake = Duration.ZERO;
    private Duration lastProgress = Duration.ZERO;
    private boolean changed;
    private Program program;
    private volatile boolean interrupted;

    private Stage(Section section, Init init, Duration tick, Audience audience) {
        this.section = section;
        this.init = init;
        this.tick = tick;
        this.audience = audience;
        this.script = new Script(section, init, company, timeline, this::awake);
        this.watch = new Watch(company, script, this::awake, log());
        this.hearing = new Hearing(init, company, watch, this::awake, log());
    }

    /**
     * Plays a section once, from the first process to the last.
     *
     * @param tick one step of the app, 1 ms or more
     * @return what was seen
     * @throws CannotPlay if this machine cannot play it
     */
    public static Seen play(Section section, Init init, Duration tick, Audience audience) {
        return new Stage(section, init, tick, audience).play();
    }

    /** The cast as the process table had it at the last look, by role, without those gone. */
    public Map<String, ProcessEntry> look() {
        Map<String, ProcessEntry> there = new LinkedHashMap<>();
        company.forEach(member -> member.entry.ifPresent(entry -> there.put(member.role, entry)));
        return there;
    }

    /** The pid of a member as the cast knows it: another one in a PID namespace. */
    public long pidInside(String role) {
        return company.find(role).orElseThrow().pidInside;
    }

    private Seen play() {
        Thread onInterrupt = new Thread(this::interrupt, "clear up");
        try {
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            program = init.start(section.parent(), Long.toString(tick.toMillis()));
            hearing.join(new Member(init.firstRole(), program.pid(), program.parent()));
            Optional<String> trouble = Optional.empty();
            while (trouble.isEmpty()
                    && !isStuckWithPid1()
                    && !company.all().stream().allMatch(member -> member.gone)) {
                pause();
                countTime();
                List<String> lines = program.lines();
                if (watch.look()) {
                    showChange();
                    hearing.hear(lines);
                    if (!changed) { // or the audience has yet to see how it is now
                        letGo();
                    }
                }
                trouble = trouble();
            }
            hearLastWords();
            return new Seen(section, init, script.outcome(), timeline, trouble, neverReaped());
        } finally {
            clearUp();
            removeHook(onInterrupt);
        }
    }

    /** Who could not play its part says why, and is gone before we look again. */
    private void hearLastWords() {
        if (company.first().exited) {
            program.awaitEnd(Script.SHORT);
        }
        hearing.hear(program.lines());
        boolean someNeverCame = company.all().stream().anyMatch(m -> m.exited && !m.ready);
        if (someNeverCame && !hearing.strangeWords().isEmpty()) {
            throw new CannotPlay(
                    "the cast cannot be started: " + String.join(" ", hearing.strangeWords()));
        }
    }

    private void showChange() {
        if (changed) {
            changed = false;
            audience.look(this);
        }
    }

    private void letGo() {
        for (Member member : company) {
            boolean waits = member.asksToLeave && !member.mayLeave && !member.exited;
            if (waits && script.isTurnOf(member)) {
                mayLeave(member);
                if (member.role.equals("parent")) {
                    company.silent().forEach(this::mayLeave);
                }
                member.letGo();
            }
        }
    }

    private void mayLeave(Member member) {
        member.leavesZombie = script.zombieLeftBy(member).isPresent();
        member.mayLeave = true;
        happens(member, Kind.MAY_LEAVE, "");
    }

    /** Why the play cannot go on, or empty if it can. */
    private Optional<String> trouble() {
        Member first = company.first();
        boolean namespaceFailed = init.hasNamespace() && first.gone && program.failed();
        if (first.exited && !first.mayLeave || namespaceFailed) {
            return Optional.of(first + " ended before its time; without it the play cannot go on");
        }
        Duration standstill = STANDSTILL.plus(tick.multipliedBy(12)); // longer than any part
        if (awake().minus(lastProgress).compareTo(standstill) > 0) {
            return Optional.of("nothing has happened for " + standstill.toSeconds() + " s");
        }
        return Optional.empty();
    }

    /** Whether only the app is left, a zombie that its adopter on this machine does not reap. */
    private boolean isStuckWithPid1() {
        return init == Init.HOST
                && !company.all().isEmpty()
                && company.first().gone
                && company.first().leavesZombie;
    }

    /** The adopter on this machine, if it has not reaped the app in time. */
    private Optional<String> neverReaped() {
        return isStuckWithPid1()
                ? Optional.of(watch.nameOf(company.find("app").orElseThrow().parent))
                : Optional.empty();
    }

    private void happens(Member member, Kind kind, String text) {
        if (interrupted) {
            throw new CancellationException("the director was told to stop");
        }
        changed |= kind == Kind.GONE ? member.role.equals("app") : CHANGES.contains(kind);
        if (kind != Kind.SAID) {
            lastProgress = awake();
        }
        Event event = new Event(now(), member.role, member.pid, member.pidInside, kind, text);
        timeline.add(event);
        audience.see(event, this);
    }

    private void interrupt() {
        interrupted = true;
        clearUp();
        audience.interrupted();
    }

    /** Takes down whoever is left: the first comes last, since it may be the one who reaps. */
    private synchronized void clearUp() {
        if (program == null) {
            return;
        }
        company.others().forEach(Member::kill);
        waitFor(company.others(), Script.SHORT);
        program.close();
        company.forEach(Member::kill);
        if (!isStuckWithPid1()) {
            waitFor(company.all(), CLEAR_UP);
        }
    }

    private void waitFor(List<Member> members, Duration patience) {
        Duration deadline = now().plus(patience);
        while (members.stream().anyMatch(member -> !member.gone && watch.read(member).isPresent())
                && now().compareTo(deadline) < 0) {
            pause();
        }
    }

    private Watch.Log log() {
        return new Watch.Log() {
            @Override
            public void happens(Member member, Kind kind, String text) {
                Stage.this.happens(member, kind, text);
            }

            @Override
            public void state(String role, ProcessEntry.State state) {
                timeline.state(role, now(), state);
            }
        };
    }

    /** The time that we have been running: a gap between two looks counts as 0.1 s at most. */
    private Duration awake() {
        return awake;
    }

    private void countTime() {
        long now = System.nanoTime();
        awake = awake.plusNanos(Math.min(now - lastLook, 100_000_000));
        lastLook = now;
    }

    private Duration now() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the director", e);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // then it runs, or has run
        }
    }
}
