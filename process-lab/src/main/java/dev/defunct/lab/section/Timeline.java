package dev.defunct.lab.section;

import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Event.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What happened in a play, in order, and the states that each process was seen in. The observer
 * writes it; others may read it meanwhile, from other threads.
 */
public final class Timeline {

    /** From this moment on a process was in this state. */
    public record Change(Duration at, State state) {}

    private final List<Event> events = new ArrayList<>();
    private final Map<Role, List<Change>> changes = new TreeMap<>();

    /** Adds what happened after all that is here already. */
    public synchronized void add(Event event) {
        events.add(event);
    }

    /** Notes that a process was seen in a state that is not the one before. */
    public synchronized void state(Role role, Duration at, State state) {
        changes.computeIfAbsent(role, r -> new ArrayList<>()).add(new Change(at, state));
    }

    /** All that happened, in order. */
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /** The states that a process was seen in, one after the other. */
    public synchronized List<Change> states(Role role) {
        return List.copyOf(changes.getOrDefault(role, List.of()));
    }

    /** Whether these happened one after the other, with or without others between them. */
    @SafeVarargs
    public final boolean inOrder(Predicate<Event>... marks) {
        int next = 0;
        for (Event event : events()) {
            if (next < marks.length && marks[next].test(event)) {
                next++;
            }
        }
        return next == marks.length;
    }

    /** The first event of this kind. */
    public Optional<Event> first(Predicate<Event> mark) {
        return events().stream().filter(mark).findFirst();
    }

    /** Whether such an event happened. */
    public boolean has(Predicate<Event> mark) {
        return first(mark).isPresent();
    }

    /** The lines that a process printed, in order. */
    public List<String> output(Role role) {
        return events().stream().filter(Event.is(role, Kind.PRINTED)).map(Event::text).toList();
    }

    /** The processes that took part, in the order in which they came. */
    public Stream<Role> roles() {
        return events().stream().filter(event -> event.kind() == Kind.STARTED).map(Event::role);
    }

    /** The parent of a process at a moment: the one that started it, or that adopted it last. */
    Optional<Role> parentAt(Role role, int eventNumber) {
        Optional<Role> parent = Optional.empty();
        for (Event event : events().subList(0, eventNumber)) {
            if (event.role() == role
                    && (event.kind() == Kind.STARTED || event.kind() == Kind.ADOPTED)) {
                parent = event.other();
            }
        }
        return parent;
    }

    /** One event per line. */
    @Override
    public String toString() {
        return events().stream().map(Event::toString).collect(Collectors.joining("\n"));
    }
}
