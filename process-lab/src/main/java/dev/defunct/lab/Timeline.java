package dev.defunct.lab;

import dev.defunct.lab.ProcessEntry.State;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was seen in a play, in order: the events, and for each process of the cast a lane of the
 * states that it was seen in.
 */
public final class Timeline {

    /** What can happen to a member of the cast, as the director sees it. */
    public enum Kind {
        /** Somebody started it. */
        STARTED,
        /** It said something. */
        SAID,
        /** It has done its part, and waits for the director's word to go. */
        ASKS_TO_LEAVE,
        /** The director has given that word. */
        MAY_LEAVE,
        /** It is a zombie, or gone at once. */
        EXITED,
        /** Its parent is another process than before. */
        ADOPTED,
        /** Its entry has left the process table: somebody reaped it, or the kernel did. */
        GONE
    }

    /**
     * One thing that happened.
     *
     * @param at since the director started the first process
     * @param role init, parent, intermediate or app
     * @param pid of that member
     * @param pidInside as the cast knows it: another one in a PID namespace
     * @param text for SAID the words, for STARTED and ADOPTED the parent, for GONE who reaped it
     */
    public record Event(
            Duration at, String role, long pid, long pidInside, Kind kind, String text) {

        /** As in "app exited", "app said 0", "app adopted by init 2 instead of parent 3". */
        @Override
        public String toString() {
            String what = role + " " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return switch (kind) {
                case SAID -> what + " " + text;
                case ADOPTED -> what + " by " + text;
                default -> what;
            };
        }
    }

    private static final int WIDTH = 40; // columns for the whole time

    private record Change(Duration at, State state) {}

    private record Lane(String role, long pid, List<Change> changes, StringBuilder end) {}

    private final List<Event> events = new ArrayList<>();
    private final Map<String, Lane> lanes = new LinkedHashMap<>();

    void add(Event event) {
        events.add(event);
        if (event.kind() == Kind.STARTED) {
            lanes.put(
                    event.role(),
                    new Lane(event.role(), event.pid(), new ArrayList<>(), new StringBuilder()));
        }
        if (event.kind() == Kind.GONE) {
            Lane lane = lanes.get(event.role());
            lane.changes().add(new Change(event.at(), State.DEAD));
            lane.end().append(event.text());
        }
    }

    void state(String role, Duration at, State state) {
        lanes.get(role).changes().add(new Change(at, state));
    }

    /** All that happened, in order. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /**
     * Whether these things happened one after the other, others between them or not.
     *
     * @param marks beginnings of events as {@link Event#toString} prints them: "app exited"
     */
    public boolean inOrder(String... marks) {
        int next = 0;
        for (Event event : events) {
            if (next < marks.length && event.toString().startsWith(marks[next])) {
                next++;
            }
        }
        return next == marks.length;
    }

    /** The first event that begins with this mark, as in {@link #inOrder}. */
    public Optional<Event> first(String mark) {
        return events.stream().filter(event -> event.toString().startsWith(mark)).findFirst();
    }

    /** What a member said, line by line. */
    public Stream<String> words(String role) {
        return events.stream()
                .filter(event -> event.kind() == Kind.SAID && event.role().equals(role))
                .map(Event::text);
    }

    /** The states that a member was seen in, one after the other, as long as it was there. */
    public List<State> states(String role) {
        return lanes.get(role).changes().stream()
                .map(Change::state)
                .filter(state -> state != State.DEAD)
                .toList();
    }

    /**
     * The lanes as text, below the seconds at which they begin and end; a line each: a block where
     * the process lived, Z where it was a zombie, and how it ended.
     *
     * @param charset what the reader can show: block characters, or # and | where it has none
     */
    public String text(Charset charset) {
        boolean blocks = charset.newEncoder().canEncode("█▏");
        Duration from = firstChange();
        Duration to = events.get(events.size() - 1).at();
        StringBuilder text = new StringBuilder();
        text.append(
                String.format("%20s  %-8s%" + (WIDTH - 8) + "s%n", "", seconds(from), seconds(to)));
        for (Lane lane : lanes.values()) {
            StringBuilder bar = new StringBuilder();
            for (int column = 0; column < WIDTH; column++) {
                Duration at = from.plus(to.minus(from).multipliedBy(column).dividedBy(WIDTH));
                bar.append(symbol(lane, at, blocks));
            }
            String end = lane.end().isEmpty() ? "" : (blocks ? "▏" : "|") + lane.end();
            text.append(
                    String.format(
                            "%-12s %7d  %s%s%n",
                            lane.role(), lane.pid(), bar.toString().stripTrailing(), end));
        }
        return text.toString();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }

    /** When the last of the cast came: what was before is only the start of JVMs. */
    private Duration firstChange() {
        return lanes.values().stream()
                .filter(lane -> !lane.changes().isEmpty())
                .map(lane -> lane.changes().get(0).at())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static String symbol(Lane lane, Duration at, boolean blocks) {
        State state = null;
        for (Change change : lane.changes()) {
            if (change.at().compareTo(at) <= 0) {
                state = change.state();
            }
        }
        if (state == null || state == State.DEAD) {
            return " ";
        }
        if (state == State.ZOMBIE) {
            return "Z";
        }
        return blocks ? "█" : "#";
    }
}
