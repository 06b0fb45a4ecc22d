package dev.defunct.lab;

import dev.defunct.lab.Timeline.Event;
import dev.defunct.lab.Timeline.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Plays a section: starts the cast, watches it in the process table from outside, tells the
 * audience what happens, and clears up, however it ends.
 *
 * <p>The outcome follows from the order of events. A member that has done its part asks to leave,
 * and the director lets it go only when the script's earlier events have been seen. So when the
 * parent leaves, the app has exited, and was either gone by then (somebody reaped it in time) or
 * still a zombie (nobody had). {@link #PATIENCE} is what a handler on another thread gets to do its
 * work before that last look; no verdict depends on how long anything took within it.
 */
public final class Stage {

    /** Whoever watches. Called on the director's thread: while it looks, nobody is let go. */
    public interface Audience {
        /** Something happened. */
        default void see(Event event, Stage stage) {}

        /** The director has looked, and the cast is not what it was at the last look. */
        default void look(Stage stage) {}
    }

    private static final Duration LOOK = Duration.ofMillis(5); // between two looks
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration HOST_PATIENCE = Duration.ofSeconds(10);
    private static final Duration STANDSTILL = Duration.ofSeconds(30);
    private static final Duration CLEAR_UP = Duration.ofSeconds(10);

    private final Section section;
    private final Init init;
    private final Duration tick;
    private final Audience audience;
    private final ProcessTable table = ProcessTable.ofThisMachine();
    private final Timeline timeline = new Timeline();
    private final List<Member> cast = new CopyOnWriteArrayList<>();
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
    }

    /**
     * Plays a section once, from the first process to the last.
     *
     * @param tick one step of the app
     * @return what was seen
     * @throws CannotPlay if this machine cannot play it
     */
    public static Seen play(Section section, Init init, Duration tick, Audience audience) {
        return new Stage(section, init, tick, audience).play();
    }

    /** The cast as the process table had it at the last look, by role, without those gone. */
    public Map<String, ProcessEntry> look() {
        Map<String, ProcessEntry> there = new LinkedHashMap<>();
        cast.forEach(member -> member.entry.ifPresent(entry -> there.put(member.role, entry)));
        return there;
    }

    /** Who somebody is: the role and pid in the cast, or the command and pid of a stranger. */
    public String nameOf(long pid) {
        if (pid == ProcessHandle.current().pid()) {
            return "the director " + pid;
        }
        return find(pid)
                .map(Member::toString)
                .or(() -> table.find(pid).map(entry -> entry.command() + " " + pid))
                .orElse("pid " + pid);
    }

    private Seen play() {
        Thread onInterrupt = new Thread(this::interrupt, "clear up");
        try {
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            program = Program.start(init.command(section.parent(), Long.toString(tick.toMillis())));
            join(new Member(init.firstRole(), program.pid(), ProcessHandle.current().pid()));
            Optional<String> trouble = Optional.empty();
            while (trouble.isEmpty() && !cast.stream().allMatch(member -> member.gone)) {
                pause();
                listen();
                lookAround();
                letGo();
                trouble = trouble();
            }
            return new Seen(section, init, outcome(), timeline, trouble);
        } finally {
            clearUp();
            removeHook(onInterrupt);
        }
    }

    private void interrupt() {
        interrupted = true;
        clearUp();
    }

    private void listen() {
        List<String> lines = program.lines();
        for (String line : lines.subList(linesHeard, lines.size())) {
            Line.parse(line)
                    .ifPresentOrElse(this::hear, () -> happens("somebody", 0, Kind.SAID, line));
        }
        linesHeard = lines.size();
    }

    private void hear(Line line) {
        if (line.verb() == Line.Verb.CANNOT) {
            throw new CannotPlay(line.role() + ": " + line.text());
        }
        Optional<Member> speaker = find(line.role());
        if (speaker.isEmpty()) {
            return;
        }
        switch (line.verb()) {
            case STARTED -> {
                String[] child = line.text().split(" ");
                join(new Member(child[0], Long.parseLong(child[1]), line.pid()));
            }
            case READY -> speaker.get().ready = true;
            case LEAVING -> {
                speaker.get().asksToLeave = true;
                happens(line.role(), line.pid(), Kind.ASKS_TO_LEAVE, "");
            }
            default -> happens(line.role(), line.pid(), Kind.SAID, line.text());
        }
    }

    private void join(Member member) {
        cast.add(member);
        member.entry = table.find(member.pid);
        happens(member.role, member.pid, Kind.STARTED, nameOf(member.parent));
        member.entry.ifPresent(entry -> timeline.state(member.role, now(), entry.state()));
    }

    /**
     * First reads them all, then says what has changed, so that each event sees one picture. Reads
     * children before their parents: if a child is gone and its parent is still there, then the
     * child went while the parent lived.
     */
    private void lookAround() {
        for (int i = cast.size() - 1; i >= 0; i--) {
            Member member = cast.get(i);
            member.before = member.entry;
            member.entry = member.gone ? Optional.empty() : read(member);
        }
        for (Member member : cast) {
            if (!member.gone) {
                compare(member);
            }
        }
        if (changed) {
            changed = false;
            audience.look(this);
        }
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
        boolean dying = // a JVM whose first thread is gone; its children can be gone already, too
                entry.state() == ProcessEntry.State.LEADER_EXITED && !member.role.equals("app");
        if (entry.isZombie() || dying) {
            exits(member);
        }
        if (entry.parent() != member.parent) {
            member.parent = entry.parent();
            member.waitsSince = now();
            happens(member.role, member.pid, Kind.ADOPTED, nameOf(member.parent));
        }
    }

    private void exits(Member member) {
        if (!member.exited) {
            member.exited = true;
            member.waitsSince = now();
            if (!member.mayLeave) { // it was killed
                member.leavesZombie = zombieOf(member).isPresent();
            }
            happens(member.role, member.pid, Kind.EXITED, "");
        }
    }

    /** Who has reaped the app, as far as it can be told from outside. */
    private String farewell(Member member) {
        if (!member.role.equals("app")) {
            return "";
        }
        if (member.parent != member.starter) {
            return "reaped by " + nameOf(member.parent);
        }
        boolean orphan = find(member.parent).filter(parent -> parent.exited).isPresent();
        if (!orphan) {
            return "gone while " + nameOf(member.parent) + " lived";
        }
        return "reaped by " + (init == Init.HOST ? "its adopter" : cast.get(0)); // before we looked
    }

    /** Lets those go who asked to, once what the script has before that has been seen. */
    private void letGo() {
        for (Member member : cast) {
            if (member.asksToLeave && !member.mayLeave && turnOf(member)) {
                member.leavesZombie = zombieOf(member).isPresent();
                member.mayLeave = true;
                member.signal(false);
            }
        }
    }

    private boolean turnOf(Member member) {
        return switch (member.role) {
            case "app" ->
                    section.appOutlives()
                            .flatMap(this::find)
                            .map(before -> before.exited && member.parent != before.pid)
                            .orElse(true);
            case "parent" ->
                    section.appOutlives().equals(Optional.of("parent"))
                            ? find("app").map(app -> app.ready).orElse(false)
                            : othersAreDone(member) && hasSpoken(member);
            case "init", "starter" -> othersAreDone(member);
            default -> true;
        };
    }

    /** The handler, on its own thread, may still be about to say how it ended. */
    private boolean hasSpoken(Member parent) {
        return section.lastWords()
                .map(
                        words ->
                                timeline.words("parent").anyMatch(words::equals)
                                        || isLate("app", PATIENCE))
                .orElse(true);
    }

    private boolean isLate(String role, Duration patience) {
        return find(role)
                .map(member -> now().minus(member.waitsSince).compareTo(patience) > 0)
                .orElse(true);
    }

    /** All others have exited, and the app is gone, or a zombie that this one has had time for. */
    private boolean othersAreDone(Member last) {
        Member first = cast.get(0);
        boolean allExited =
                cast.stream().filter(m -> m != first && m != last).allMatch(m -> m.exited);
        Duration patience = last.role.equals("starter") ? HOST_PATIENCE : PATIENCE;
        return allExited && (zombieOf(last).isEmpty() || isLate("app", patience));
    }

    /** The app, if it is a zombie that this member leaves behind, or a stranger in its place. */
    private Optional<Member> zombieOf(Member member) {
        boolean strangerAdopts = member.role.equals("starter");
        return find("app")
                .filter(app -> app.exited && !app.gone)
                .filter(app -> app.parent == member.pid || strangerAdopts);
    }

    private Optional<Outcome> outcome() {
        if (find("app").filter(app -> app.exited).isEmpty()) {
            return Optional.empty();
        }
        if (cast.get(0).leavesZombie) {
            return Optional.of(Outcome.ZOMBIE_UNTIL_INIT_EXITS);
        }
        boolean parentLeftOne = find("parent").filter(parent -> parent.leavesZombie).isPresent();
        return Optional.of(parentLeftOne ? Outcome.ZOMBIE_UNTIL_PARENT_EXITS : Outcome.NO_ZOMBIE);
    }

    /** Why the play cannot go on, or empty if it can. */
    private Optional<String> trouble() {
        Member first = cast.get(0);
        if (first.exited && !first.mayLeave) {
            return Optional.of(first + " ended before its time; without it the play cannot go on");
        }
        if (first.gone && first.leavesZombie && init == Init.HOST) {
            String name = nameOf(find("app").orElseThrow().parent);
            return Optional.of(
                    name
                            + " has not reaped the app for "
                            + HOST_PATIENCE.toSeconds()
                            + " s: orphans stay zombies on this machine until it ends");
        }
        if (now().minus(lastEvent).compareTo(STANDSTILL.plus(tick.multipliedBy(2))) > 0) {
            return Optional.of("nothing has happened for " + STANDSTILL.toSeconds() + " s");
        }
        return Optional.empty();
    }

    /** Takes down whoever is left: the first comes last, since it may be the one who reaps. */
    private synchronized void clearUp() {
        if (program == null) {
            return;
        }
        List<Member> others = cast.subList(Math.min(1, cast.size()), cast.size());
        others.forEach(member -> member.signal(true));
        waitFor(others, PATIENCE);
        program.close();
        cast.forEach(member -> member.signal(true));
        waitFor(cast, CLEAR_UP);
    }

    private void waitFor(List<Member> members, Duration patience) {
        Duration deadline = now().plus(patience);
        while (members.stream().anyMatch(member -> !member.gone && read(member).isPresent())
                && now().compareTo(deadline) < 0) {
            pause();
        }
    }

    private void happens(String role, long pid, Kind kind, String text) {
        if (interrupted) {
            throw new CancellationException("the director was told to stop");
        }
        changed |= kind != Kind.SAID && kind != Kind.ASKS_TO_LEAVE;
        lastEvent = now();
        Event event = new Event(lastEvent, role, pid, kind, text);
        timeline.add(event);
        audience.see(event, this);
    }

    private Optional<Member> find(String role) {
        return cast.stream().filter(member -> member.role.equals(role)).findFirst();
    }

    private Optional<Member> find(long pid) {
        return cast.stream().filter(member -> member.pid == pid).findFirst();
    }

    private Duration now() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK.toMillis());
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
