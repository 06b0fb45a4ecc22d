package dev.defunct.lab;

import dev.defunct.lab.Timeline.Event;
import dev.defunct.lab.Timeline.Kind;
import java.time.Duration;
import java.util.HashMap;
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
    private final ProcessTable table = ProcessTable.ofThisMachine();
    private final Timeline timeline = new Timeline();
    private final Company company = new Company();
    private final Script script;
    private final long begin = System.nanoTime();
    private Duration lastEvent = Duration.ZERO;
    private int linesHeard;
    private boolean changed;
    private Program program;
    private volatile boolean interrupted;

    private Stage(Section section, Init init, Duration tick, Audience audience) {
        this.section = section;
        this.init = init;
        this.tick = tick;
        this.audience = audience;
        this.script = new Script(section, company, timeline, this::now);
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

    private Seen play() {
        Thread onInterrupt = new Thread(this::interrupt, "clear up");
        try {
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            program = Program.start(init.command(section.parent(), Long.toString(tick.toMillis())));
            join(new Member(init.firstRole(), program.pid(), ProcessHandle.current().pid()));
            Optional<String> trouble = Optional.empty();
            while (trouble.isEmpty() && !company.all().stream().allMatch(member -> member.gone)) {
                pause();
                List<String> lines = program.lines();
                lookAround();
                lines.subList(linesHeard, lines.size()).forEach(this::hear);
                linesHeard = lines.size();
                letGo();
                trouble = trouble();
            }
            return new Seen(section, init, script.outcome(), timeline, trouble);
        } finally {
            clearUp();
            removeHook(onInterrupt);
        }
    }

    /** Told after a look that is younger than the line: who reports an exit is not ahead of it. */
    private void hear(String text) {
        Line.parse(text).ifPresentOrElse(this::hear, () -> happens("somebody", 0, Kind.SAID, text));
    }

    private void hear(Line line) {
        Optional<Member> speaker = company.find(line.role());
        switch (line.verb()) {
            case READY -> speaker.ifPresent(member -> member.ready = true);
            case STARTED -> {
                String[] child = line.text().split(" ");
                join(new Member(child[0], Long.parseLong(child[1]), line.pid()));
            }
            case SAYS -> happens(line.role(), line.pid(), Kind.SAID, line.text());
            case LEAVING -> {
                speaker.ifPresent(member -> member.asksToLeave = true);
                happens(line.role(), line.pid(), Kind.ASKS_TO_LEAVE, "");
            }
            case CANNOT -> throw new CannotPlay(line.role() + ": " + line.text());
        }
    }

    private void join(Member member) {
        company.add(member);
        member.entry = table.find(member.pid);
        happens(member.role, member.pid, Kind.STARTED, nameOf(member.parent));
        member.entry.ifPresent(entry -> timeline.state(member.role, now(), entry.state()));
    }

    /**
     * First reads them all, then says what has changed, so that each event sees one picture. Reads
     * children before their parents: if a child is gone and its parent is still there, then the
     * child went while the parent lived. A JVM that is about to exit loses its threads one by one;
     * what is seen in the middle of that is neither, so we look again.
     */
    private void lookAround() {
        List<Member> members = company.all();
        Map<Member, Optional<ProcessEntry>> picture = new HashMap<>();
        for (int i = members.size() - 1; i >= 0; i--) {
            Member member = members.get(i);
            picture.put(member, member.gone ? Optional.empty() : read(member));
        }
        if (picture.values().stream().flatMap(Optional::stream).anyMatch(Stage::isExiting)) {
            return;
        }
        for (Member member : members) {
            member.before = member.entry;
            member.entry = picture.get(member);
        }
        members.stream().filter(member -> !member.gone).forEach(this::compare);
        if (changed) {
            changed = false;
            audience.look(this);
        }
    }

    private static boolean isExiting(ProcessEntry entry) {
        return entry.state() == ProcessEntry.State.LEADER_EXITED;
    }

    private Optional<ProcessEntry> read(Member member) {
        return table.find(member.pid)
                .filter(entry -> member.entry.map(entry::isSameProcessAs).orElse(true))
                .filter(entry -> entry.state() != ProcessEntry.State.DEAD);
    }

    private void compare(Member member) {
        if (member.entry.isEmpty()) {
            member.gone = true;
            exits(member);
            happens(member.role, member.pid, Kind.GONE, farewell(member));
            return;
        }
        ProcessEntry entry = member.entry.get();
        if (!member.before.map(ProcessEntry::state).equals(Optional.of(entry.state()))) {
            timeline.state(member.role, now(), entry.state());
        }
        if (entry.isZombie()) {
            exits(member);
        }
        if (entry.parent() != member.parent) {
            String change = nameOf(entry.parent()) + " instead of " + nameOf(member.parent);
            member.parent = entry.parent();
            member.waitsSince = now();
            happens(member.role, member.pid, Kind.ADOPTED, change);
        }
    }

    private void exits(Member member) {
        if (!member.exited) {
            member.exited = true;
            member.waitsSince = now();
            if (!member.mayLeave) { // it was killed
                member.leavesZombie = script.zombieLeftBy(member).isPresent();
            }
            happens(member.role, member.pid, Kind.EXITED, "");
        }
    }

    private void letGo() {
        for (Member member : company) {
            if (member.asksToLeave && !member.mayLeave && script.isTurnOf(member)) {
                member.leavesZombie = script.zombieLeftBy(member).isPresent();
                member.mayLeave = true;
                member.letGo();
            }
        }
    }

    /** Who has reaped the app, as far as it can be told from outside; nothing on the others. */
    private String farewell(Member member) {
        if (!member.role.equals("app")) {
            return "";
        }
        if (member.parent != member.starter) {
            return "reaped by " + nameOf(member.parent);
        }
        boolean orphan = company.find(member.parent).filter(parent -> parent.exited).isPresent();
        if (!orphan) {
            return "gone while " + nameOf(member.parent) + " lived";
        }
        return "reaped by " + (init == Init.HOST ? "its adopter" : company.first()); // unseen by us
    }

    /** The role and pid in the cast, or what a stranger is called. */
    private String nameOf(long pid) {
        if (pid == ProcessHandle.current().pid()) {
            return "the director " + pid;
        }
        return company.find(pid).map(Member::toString).orElseGet(() -> stranger(pid));
    }

    private String stranger(long pid) {
        String command = table.find(pid).map(ProcessEntry::command).orElse("gone by now");
        return pid == 1 ? "PID 1 (" + command + ")" : command + " " + pid + " (a subreaper)";
    }

    /** Why the play cannot go on, or empty if it can. */
    private Optional<String> trouble() {
        Member first = company.first();
        if (first.exited && !first.mayLeave) {
            return Optional.of(first + " ended before its time; without it the play cannot go on");
        }
        if (first.gone && first.leavesZombie && init == Init.HOST) {
            String adopter = nameOf(company.find("app").orElseThrow().parent);
            return Optional.of(
                    adopter
                            + " has not reaped the app for "
                            + Script.HOST_PATIENCE.toSeconds()
                            + " s: on this machine orphans that exit stay zombies until it ends");
        }
        if (now().minus(lastEvent).compareTo(STANDSTILL.plus(tick.multipliedBy(2))) > 0) {
            return Optional.of("nothing has happened for " + STANDSTILL.toSeconds() + " s");
        }
        return Optional.empty();
    }

    private void happens(String role, long pid, Kind kind, String text) {
        if (interrupted) {
            throw new CancellationException("the director was told to stop");
        }
        changed |= kind == Kind.GONE ? role.equals("app") : CHANGES.contains(kind);
        lastEvent = now();
        Event event = new Event(lastEvent, role, pid, kind, text);
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
        waitFor(company.others(), Script.PATIENCE);
        program.close();
        company.forEach(Member::kill);
        waitFor(company.all(), CLEAR_UP);
    }

    private void waitFor(List<Member> members, Duration patience) {
        Duration deadline = now().plus(patience);
        while (members.stream().anyMatch(member -> !member.gone && read(member).isPresent())
                && now().compareTo(deadline) < 0) {
            pause();
        }
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
