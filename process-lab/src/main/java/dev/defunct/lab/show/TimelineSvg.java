package dev.defunct.lab.show;

import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Event.Kind;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A timeline as a picture (SVG 1.1): a lane for each process, filled while it runs, hollow and
 * dashed while it is a zombie, with a cross when it is gone; and between the lanes an arrow for
 * each spawn, exit, adoption and reaping by a process of the picture.
 */
public final class TimelineSvg {

    private static final int WIDTH = 720;
    private static final int LEFT = 96; // the width of the names
    private static final int RIGHT = 20;
    private static final int LANE = 56;
    private static final int BAR = 16;
    private static final int TOP = 24;
    private static final int GAP = 36; // the width of a label, and so between two events

    private static final Set<Kind> DRAWN =
            Set.of(Kind.STARTED, Kind.EXITED, Kind.ADOPTED, Kind.GONE);

    private static final String STYLE =
            """
            .timeline { font: 12px system-ui, sans-serif; }
            .timeline .paper { fill: #ffffff; }
            .timeline text, .timeline .head { fill: #1b1f24; }
            .timeline .label { font-size: 11px; }
            .timeline .running { fill: #2f6fab; }
            .timeline .zombie { fill: #ffffff; stroke: #b3261e; stroke-width: 2; stroke-dasharray: 5 3; }
            .timeline .letter { fill: #b3261e; font-weight: bold; }
            .timeline .gone { stroke: #1b1f24; stroke-width: 2; }
            .timeline .arrow { stroke: #1b1f24; stroke-width: 1.5; }
            .timeline .adopt { stroke-dasharray: 3 3; }
            .timeline .halo { stroke: #ffffff; stroke-width: 4; }
            .timeline .axis { stroke: #8b949e; stroke-width: 1; }
            .timeline .middle { text-anchor: middle; }
            @media (prefers-color-scheme: dark) {
              .timeline .paper, .timeline .zombie { fill: #161b22; }
              .timeline text, .timeline .head { fill: #e6edf3; }
              .timeline .running { fill: #6cb0ee; }
              .timeline .zombie { stroke: #ff9a8f; }
              .timeline .letter { fill: #ff9a8f; }
              .timeline .gone, .timeline .arrow { stroke: #e6edf3; }
              .timeline .halo { stroke: #161b22; }
            }
            """;

    private static final String FRAME =
            """
            <svg xmlns='http://www.w3.org/2000/svg' class='timeline' role='img'
             width='%1$d' height='%2$d' viewBox='0 0 %1$d %2$d'
             aria-labelledby='title-%3$s desc-%3$s'>
            <title id='title-%3$s'>%4$s, under init %5$s</title>
            <desc id='desc-%3$s'>%6$s.</desc>
            <style>
            %7$s</style>
            <rect class='paper' width='%1$d' height='%2$d'/>
            %8$s</svg>
            """;

    /** One thing to draw, and where. */
    private record Mark(Event event, int x) {}

    private final Observation seen;
    private final List<Role> lanes;
    private final TimelineScale scale;
    private final List<Mark> marks = new ArrayList<>();
    private final Map<Role, Optional<Role>> parents = new EnumMap<>(Role.class); // as of now
    private final StringBuilder svg = new StringBuilder();

    private TimelineSvg(Observation seen) {
        this.seen = seen;
        this.lanes = seen.timeline().starts().stream().map(Event::role).toList();
        List<Event> events =
                seen.timeline().events().stream()
                        .filter(event -> DRAWN.contains(event.kind()))
                        .filter(event -> lanes.contains(event.role()))
                        .toList();
        List<Duration> times = events.stream().map(Event::at).toList();
        List<Integer> rooms = events.stream().map(this::room).toList();
        this.scale = new TimelineScale(times, rooms, LEFT, WIDTH - RIGHT - GAP);
        for (int i = 0; i < events.size(); i++) {
            marks.add(new Mark(events.get(i), scale.place(i)));
        }
    }

    /** Draws what was seen. For a play that broke off, the picture ends at that moment. */
    public static String of(Observation seen) {
        return new TimelineSvg(seen).draw();
    }

    /** The least distance of an event from the one before it: 0 if it has no label. */
    private int room(Event event) {
        return event.kind() == Kind.GONE && !seen.timeline().wasZombie(event.role()) ? 0 : GAP;
    }

    private String draw() {
        Mark last = marks.get(marks.size() - 1);
        int width = Math.max(WIDTH, last.x() + GAP + RIGHT);
        int bottom = TOP + lanes.size() * LANE;
        axis(width - RIGHT, bottom);
        lanes.forEach(lane -> lane(lane, width - RIGHT));
        marks.forEach(this::arrow);
        legend(bottom + 40);
        Section section = seen.section();
        Adopter init = seen.adopter();
        String id = section.shortName() + "-" + init;
        String title = escape(section.number() + " " + section.title());
        String words = marks.stream().map(this::words).collect(Collectors.joining(". "));
        int height = bottom + 52;
        return String.format(Locale.ROOT, FRAME, width, height, id, title, init, words, STYLE, svg);
    }

    private String words(Mark mark) {
        Event event = mark.event();
        String zombie = seen.timeline().wasZombie(event.role()) ? ", and is a zombie" : "";
        String what = event.kind() == Kind.EXITED ? "exits" + zombie : "is " + shape(event);
        return seconds(event.at().toMillis(), 2) + ": " + event.role() + " " + what;
    }

    /** What happened, without pids and times: the same in each picture of one section and init. */
    private String shape(Event event) {
        Optional<String> other = other(event).map(Role::toString);
        return switch (event.kind()) {
            case STARTED -> "started by " + other.orElse("the director");
            case EXITED -> "exited";
            case ADOPTED -> "adopted by " + other.orElse("another process");
            default -> other.map("reaped by "::concat).orElse("gone");
        };
    }

    /** The process at the other end of an event's arrow, if that process is in the picture. */
    private Optional<Role> other(Event event) {
        return event.other().filter(lanes::contains);
    }

    private void axis(int end, int y) {
        print("<path class='axis' d='M%d %dH%d'/>", LEFT, y, end);
        long first = marks.get(0).event().at().toMillis();
        long last = marks.get(marks.size() - 1).event().at().toMillis();
        long step =
                Stream.of(100L, 200L, 500L, 1000L, 2000L, 5000L, 10_000L, 30_000L, 60_000L)
                        .filter(millis -> last / millis < 8)
                        .findFirst()
                        .orElse(300_000L);
        for (long at = (first / step + 1) * step; at <= last; at += step) {
            int x = scale.place(Duration.ofMillis(at));
            print("<path class='axis' d='M%d %dv5'/>", x, y);
            text("label middle", x, y + 17, seconds(at, step < 1000 ? 1 : 0));
        }
    }

    private void lane(Role lane, int end) {
        int y = y(lane);
        int exit = where(lane, Kind.EXITED).orElse(end);
        int gone = seen.timeline().wasZombie(lane) ? where(lane, Kind.GONE).orElse(end) : exit;
        print("<g data-lane='%s'>", lane);
        text("name", 8, y + 4, lane.toString());
        bar("running", where(lane, Kind.STARTED).orElseThrow(), exit, y);
        if (gone > exit) {
            zombie(exit, gone, y);
        }
        if (where(lane, Kind.GONE).isPresent()) {
            cross(gone, y);
        }
        print("</g>");
    }

    /** The other end of the arrow is the parent, old or new, or the process that reaps. */
    private void arrow(Mark mark) {
        Event event = mark.event();
        Role lane = event.role();
        Optional<Role> other = other(event);
        String label = other.isPresent() ? "reap" : seen.timeline().wasZombie(lane) ? "gone" : "";
        switch (event.kind()) {
            case STARTED, ADOPTED -> {
                label = event.kind() == Kind.STARTED ? "spawn" : "adopt";
                parents.put(lane, other);
            }
            case EXITED -> {
                label = "exit";
                other = parents.get(lane).filter(parent -> !isGone(parent, mark.x()));
            }
            default -> {} // gone
        }
        print("<g data-event='%s %s'>", lane, shape(event));
        if (other.isPresent()) {
            Role from = label.equals("exit") ? lane : other.get();
            line(mark.x(), from, from == lane ? other.get() : lane, label);
        }
        text("label", mark.x() + 4, y(lane) - 14, label);
        print("</g>");
    }

    private void line(int x, Role from, Role to, String label) {
        int down = y(to) > y(from) ? 1 : -1;
        int end = y(to) - down * BAR / 2;
        String line = "d='M" + x + " " + (y(from) + down * BAR / 2) + "V" + end + "'";
        print("<path class='halo' %1$s/><path class='arrow %2$s' %1$s/>", line, label);
        print("<path class='head' d='M%d %dl-4 %dh8z'/>", x, end, -7 * down);
    }

    private void legend(int y) {
        bar("running", LEFT, LEFT + 28, y - 4);
        text("name", LEFT + 34, y, "running");
        zombie(LEFT + 110, LEFT + 138, y - 4);
        text("name", LEFT + 144, y, "zombie");
        cross(LEFT + 210, y - 4);
        text("name", LEFT + 230, y, "gone");
        text("label", LEFT + 290, y, "time is stretched where much happens at once");
    }

    private void bar(String state, int from, int to, int y) {
        String form = "<rect class='%s' x='%d' y='%d' width='%d' height='%d'/>";
        print(form, state, from, y - BAR / 2, to - from, BAR);
    }

    private void zombie(int from, int to, int y) {
        bar("zombie", from, to, y);
        text("letter middle", (from + to) / 2, y + 4, "Z");
    }

    private void cross(int x, int y) {
        print("<path class='gone' d='M%d %dl10 10m0 -10l-10 10'/>", x + 3, y - 5);
    }

    private void text(String style, int x, int y, String text) {
        print("<text class='%s' x='%d' y='%d'>%s</text>", style, x, y, text);
    }

    private void print(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private int y(Role lane) {
        return TOP + lanes.indexOf(lane) * LANE + LANE / 2;
    }

    private Optional<Integer> where(Role lane, Kind kind) {
        return marks.stream()
                .filter(mark -> kind.of(lane).test(mark.event()))
                .map(Mark::x)
                .findFirst();
    }

    private boolean isGone(Role lane, int x) {
        return where(lane, Kind.GONE).filter(gone -> gone <= x).isPresent();
    }

    private static String seconds(long millis, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f s", millis / 1000.0);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
    }
}
