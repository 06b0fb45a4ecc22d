package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Sigchld;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.role.Message;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Event.Kind;
import dev.defunct.lab.section.Timeline;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Reads the process table and the messages of the processes, and writes the timeline from both. The
 * observer does not know what is expected.
 */
final class Observer {

    private static final long SELF = ProcessHandle.current().pid();
    private static final Set<Kind> CHANGES = Set.of(Kind.STARTED, Kind.EXITED, Kind.ADOPTED);

    private final ProcessTable table = ProcessTable.ofThisMachine();
    private final Adopter adopter;
    private final Launch launch;
    private final ChildProcess child;
    private final Director.Audience audience;
    final Timeline timeline = new Timeline();
    final List<PlayedProcess> processes = new CopyOnWriteArrayList<>(); // the child is the first
    private final long begin = System.nanoTime();
    private long lastLook = begin;

    /** The time of the play without long pauses: between two looks at most 0.1 s is counted. */
    Duration awake = Duration.ZERO;

    private Duration lastProgress = Duration.ZERO;
    private int messagesRead;
    private boolean changed;

    Observer(Adopter adopter, Launch launch, Director.Audience audience) {
        this.adopter = adopter;
        this.launch = launch;
        this.child = launch.child;
        this.audience = audience;
        join(adopter.first(), child.pid(), child.pid());
    }

    Optional<PlayedProcess> find(Role role) {
        return processes.stream().filter(process -> process.role() == role).findFirst();
    }

    /** The process of the play with this pid, or empty if the pid belongs to another process. */
    Optional<PlayedProcess> find(long pid) {
        return processes.stream().filter(process -> process.pid() == pid).findFirst();
    }

    /** How long nothing has happened, except that lines were printed. */
    Duration standstill() {
        return awake.minus(lastProgress);
    }

    /**
     * Looks once, and records what has changed since the last look.
     *
     * @throws CannotPlay if a process reports that it failed
     */
    synchronized void look() {
        long now = System.nanoTime();
        awake = awake.plusNanos(Math.min(now - lastLook, 100_000_000));
        lastLook = now;
        List<String> lines = child.lines(); // first: the table then shows each reported exit
        if (lookAtTable()) {
            showChange();
            lines.subList(messagesRead, lines.size()).forEach(this::read);
            messagesRead = lines.size();
            showChange();
        }
    }

    private void showChange() {
        if (changed) {
            changed = false;
            audience.changed(processes);
        }
    }

    /**
     * Reads the entries of all processes first, and then records what has changed. Reads children
     * before their parents: if a child is gone and its parent is not, the child left the table
     * while the parent lived. A JVM that exits loses its threads one by one: a look in the middle
     * of that does not count.
     *
     * @return whether the look counts
     */
    private boolean lookAtTable() {
        Map<PlayedProcess, Optional<ProcessEntry>> picture = new HashMap<>();
        for (int i = processes.size() - 1; i >= 0; i--) {
            PlayedProcess process = processes.get(i);
            if (!process.has(Kind.GONE)) {
                Optional<ProcessEntry> now = process.look();
                if (now.filter(e -> e.state() == State.LEADER_EXITED).isPresent()) {
                    return false;
                }
                picture.put(process, now);
            }
        }
        processes.stream()
                .filter(picture::containsKey)
                .sorted(
                        Comparator.comparing(
                                process -> process.role().isSilent())) // those exit last
                .forEach(process -> compare(process, picture.get(process)));
        return true;
    }

    private void compare(PlayedProcess process, Optional<ProcessEntry> now) {
        process.lastLook = now;
        boolean hasExited = now.isEmpty() || now.get().isZombie();
        if (hasExited && !process.has(Kind.EXITED)) {
            process.waitsSince = awake;
            happens(process, Kind.EXITED);
        }
        if (now.isEmpty()) {
            adoptedInBetween(process);
            goes(process);
        } else if (now.get().parent() != process.parent) {
            adopted(process, now.get().parent());
        }
    }

    private void adopted(PlayedProcess process, long parent) {
        String change = "from " + nameOf(process.parent) + " to " + nameOf(parent);
        process.parent = parent;
        process.waitsSince = awake;
        happens(process, Kind.ADOPTED, find(parent).map(PlayedProcess::role), change);
    }

    /**
     * Only a parent can reap. So if a process is gone, and its parent exited before it, another
     * process must have adopted it between two looks: our init or, if that has exited, the
     * launcher.
     */
    private void adoptedInBetween(PlayedProcess process) {
        Optional<PlayedProcess> init = find(Role.INIT);
        if (hasExited(find(process.parent)) && init.isPresent()) {
            adopted(process, hasExited(init) ? child.pid() : init.get().pid());
        }
    }

    private static boolean hasExited(Optional<PlayedProcess> process) {
        return process.filter(p -> p.has(Kind.EXITED)).isPresent();
    }

    /** Records that a process has left the table, and which process reaped it, if that is known. */
    private void goes(PlayedProcess process) {
        Optional<PlayedProcess> parent = find(process.parent);
        Optional<Role> reaper = Optional.empty();
        String words;
        boolean isPid1 = adopter.pid1().equals(Optional.of(process.role()));
        if (adopter.hasNamespace()
                && !isPid1
                && (parent.isEmpty() || hasExited(parent))
                && (!process.has(Kind.RELEASED) || parentIsPid1())) {
            words = "removed by the kernel, with its PID namespace";
        } else if (hasExited(parent)) {
            words = "gone after its parent";
        } else if (parent.isPresent() && Sigchld.of(parent.get().pid()) == Sigchld.IGNORED) {
            words = "the kernel kept nothing, because " + parent.get() + " ignores SIGCHLD";
        } else {
            reaper = parent.map(PlayedProcess::role);
            words = "reaped by " + nameOf(process.parent);
        }
        happens(process, Kind.GONE, reaper, words);
    }

    private boolean parentIsPid1() {
        return adopter.pid1().equals(Optional.of(Role.PARENT));
    }

    private void read(String line) {
        Optional<Message> parsed = Message.parse(line);
        if (parsed.isEmpty()) {
            happens(processes.get(0), Kind.PRINTED, Optional.empty(), line);
            return;
        }
        Message message = parsed.get();
        Role role = message.role();
        switch (message.verb()) {
            case STARTS -> starts(role, message.pid());
            case PRINTS ->
                    happens(find(role).get(), Kind.PRINTED, Optional.empty(), message.text());
            case ENDS -> happens(find(role).get(), Kind.ENDED);
            case FAILED -> throw new CannotPlay(role + ": " + message.text());
        }
    }

    private void starts(Role role, long pidInside) {
        if (find(role).isEmpty()) { // not reported before
            if (role == Role.PARENT && !parentIsPid1()) { // another PID 1 sends no message
                adopter.pid1().ifPresent(init -> join(init, outside(1), 1));
            }
            join(role, outside(pidInside), pidInside);
        }
    }

    private long outside(long pidInside) {
        if (!adopter.hasNamespace()) {
            return pidInside;
        }
        return launch.namespace()
                .find(pidInside)
                .map(ProcessEntry::pid)
                .orElseThrow(() -> new CannotPlay("PID 1 was killed before it could be seen"));
    }

    private void join(Role role, long pid, long pidInside) {
        PlayedProcess process = new PlayedProcess(role, pid, pidInside, table, timeline);
        processes.add(process);
        Optional<Role> starter = // the launcher counts as a part of the director
                find(process.parent).map(PlayedProcess::role).filter(r -> r != Role.LAUNCHER);
        boolean isKnown = starter.isPresent() || adopter.isContainer();
        String name = nameOf(isKnown ? process.parent : SELF);
        String inside = pidInside == pid ? "" : ", and is PID " + pidInside + " inside";
        happens(process, Kind.STARTED, starter, name + inside);
    }

    /** Records what has happened to a process. */
    void happens(PlayedProcess process, Kind kind) {
        happens(process, kind, Optional.empty(), "");
    }

    private void happens(PlayedProcess process, Kind kind, Optional<Role> other, String text) {
        changed |= kind == Kind.GONE ? process.role() == Role.APP : CHANGES.contains(kind);
        if (kind != Kind.PRINTED) {
            lastProgress = awake;
        }
        Duration at = Duration.ofNanos(lastLook - begin); // the same for all events of one look
        Role role = process.role();
        long pid = process.pid();
        Event event = new Event(at, role, pid, process.pidInside(), kind, other, text);
        timeline.add(event);
        audience.happened(event);
    }

    /** Role and pid of a process of the play, or a name for a process that is not part of it. */
    String nameOf(long pid) {
        if (pid == SELF) {
            return "the director " + pid;
        }
        if (pid == child.pid() && !adopter.hasNamespace()) {
            return "the launcher " + pid + " above init";
        }
        return find(pid).map(PlayedProcess::toString).orElseGet(() -> stranger(pid));
    }

    private String stranger(long pid) {
        String command = table.find(pid).map(ProcessEntry::command).orElse("gone by now");
        return pid == 1 ? "PID 1 (" + command + ")" : command + " " + pid + " (a subreaper)";
    }
}
