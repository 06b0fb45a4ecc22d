package dev.defunct.lab.section;

import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Event.Kind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What happened in a play, in order. Thread-safe: others may read while the observer writes. */
public final class Timeline {

    private final List<Event> events = new CopyOnWriteArrayList<>();

    /** Adds an event at the end. */
    public void add(Event event) {
        events.add(event);
    }

    /** A copy of all events, in order. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /**
     * Whether events that match these conditions happened in this order, possibly with other events
     * between them.
     */
    @SafeVarargs
    public final boolean inOrder(Predicate<Event>... marks) {
        int next = 0;
        for (Event event : events) {
            if (next < marks.length && marks[next].test(event)) {
                next++;
            }
        }
        return next == marks.length;
    }

    /** The first event that matches, or empty if there is none. */
    public Optional<Event> first(Predicate<Event> mark) {
        return events.stream().filter(mark).findFirst();
    }

    /** Whether an event that matches has happened. */
    public boolean has(Predicate<Event> mark) {
        return first(mark).isPresent();
    }

    /**
     * Whether a process was a zombie: a process reaped it, or the observer saw it exit and go in
     * different looks. If neither is so, the kernel may have removed the process at once.
     */
    public boolean wasZombie(Role role) {
        Optional<Event> exited = first(Kind.EXITED.of(role));
        Optional<Event> gone = first(Kind.GONE.of(role));
        return gone.flatMap(Event::other).isPresent()
                || exited.isPresent() && !gone.map(Event::at).equals(exited.map(Event::at));
    }

    /** The lines that a process printed, in order. */
    public List<String> output(Role role) {
        return events.stream().filter(Kind.PRINTED.of(role)).map(Event::text).toList();
    }

    /** The starts of all processes except the launcher, in order. */
    public List<Event> starts() {
        Predicate<Event> isStart = event -> event.kind() == Kind.STARTED;
        return events.stream().filter(isStart.and(e -> e.role() != Role.LAUNCHER)).toList();
    }

    /** One event per line. */
    @Override
    public String toString() {
        return events.stream().map(Event::toString).collect(Collectors.joining("\n"));
    }
}
