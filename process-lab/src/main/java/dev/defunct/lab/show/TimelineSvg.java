package dev.defunct.lab.show;

import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.role.Role;
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
 * A timeline as a picture (SVG 1.1): a lane for each process, filled where it runs, hollow and
 * dashed where it is a zombie, a cross where it is gone; and between the lanes an arrow for each
 * spawn, exit, adoption and reaping.
 *
 * <p>The time axis is to scale, but for moments when several things happen at once: those are
 * stretched, so that each can be seen. What is reaped is a zombie before, if only for such a
 * moment. A reap arrow comes from whoever said how the process ended, since only who waited for it
 * can know; where nobody said so, there is none.
 */
public final class TimelineSvg {

    private static final int WIDTH = 720;
    private static final int LEFT = 96; // of it the names
    private static final int RIGHT = 20;
    private static final int LANE = 56;
    private static final int BAR = 16;
    private static final int TOP = 24;
    private static final int GAP = 36; // between two events at least: the width of a label

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

    /** One thing to draw, and where. */
    private record Mark(Event event, double x) {}

    private final Observation seen;
    private final List<Role> lanes;
    private final TimelineScale scale;
    private final List<Mark> marks = new ArrayList<>();
    private final Map<Role, Optional<Role>> parents = new EnumMap<>(Role.class); // as of now
    private final StringBuilder svg = new StringBuilder();

    private TimelineSvg(Observation seen) {
        this.seen = seen;
        List<Event> events =
                seen.timeline().events().stream()
                        .filter(event -> DRAWN.contains(event.kind()))
                        .filter(event -> event.role() != Role.LAUNCHER)
                        .toList();
        this.lanes = seen.timeline().roles().filter(role -> role != Role.LAUNCHER).toList();
        this.scale =
                new TimelineScale(
                        events.stream().map(Event::at).toList(),
                        events.stream().map(this::room).toList(),
                        LEFT,
                        WIDTH - RIGHT - GAP);
        for (int i = 0; i < events.size(); i++) {
            marks.add(new Mark(events.get(i), scale.place(i)));
        }
    }

    /** The picture of what was seen; of a play that broke off, until then. */
    public static String of(Observation seen) {
        return new TimelineSvg(seen).draw();
    }

    /** For a label, if it has one. */
    private int room(Event event) {
        return event.kind() == Kind.GONE && !wasZombie(event.role()) ? 0 : GAP;
    }

    /** Whether it was reaped, or seen as a zombie at least: the kernel may have kept nothing. */
    private boolean wasZombie(Role lane) {
        return reaper(lane).isPresent()
                || seen.timeline().states(lane).stream()
                        .anyMatch(change -> change.state() == State.ZOMBIE);
    }

    private String draw() {
        int width = (int) Math.max(WIDTH, marks.get(marks.size() - 1).x() + GAP + RIGHT);
        int bottom = TOP + lanes.size() * LANE;
        int height = bottom + 52;
        String id = seen.section().shortName() + "-" + seen.adopter();
        print("<svg xmlns='http://www.w3.org/2000/svg' class='timeline' role='img'");
        print(" width='%d' height='%d' viewBox='0 0 %1$d %2$d'", width, height);
        print(" aria-labelledby='title-%s desc-%1$s'>\n", id);
        print("<title id='title-%s'>%s</title>\n", id, escape(title()));
        print("<desc id='desc-%s'>%s</desc>\n", id, escape(description()));
        print("<style>%s</style>\n", STYLE);
        print("<rect class='paper' width='%d' height='%d'/>\n", width, height);
        axis(width, bottom);
        lanes.forEach(lane -> lane(lane, width - RIGHT));
        marks.forEach(this::arrow);
        legend(height - 12);
        print("</svg>\n");
        return svg.toString();
    }

    private String title() {
        Section section = seen.section();
        return section.number() + " " + section.title() + ", under init " + seen.adopter();
    }

    /** All that the picture shows, in words. */
    private String description() {
        return marks.stream()
                .map(Mark::event)
                .map(event -> seconds(event.at(), 2) + ": " + words(event))
                .collect(Collectors.joining(". ", "", "."));
    }

    private String words(Event event) {
        Role lane = event.role();
        return switch (event.kind()) {
            case STARTED -> lane + " is started";
            case EXITED -> lane + " exits" + (wasZombie(lane) ? ", and is a zombie" : "");
            case ADOPTED -> lane + " is adopted by " + adopter(event);
            default -> reaper(lane).map(r -> lane + " is reaped by " + r).orElse(lane + " is gone");
        };
    }

    private void axis(int width, int y) {
        print("<path class='axis' d='M%d %dH%d'/>\n", LEFT, y, width - RIGHT);
        long end = marks.get(marks.size() - 1).event().at().toMillis();
        long step =
                Stream.of(100L, 200L, 500L, 1000L, 2000L, 5000L, 10_000L, 30_000L, 60_000L)
                        .filter(millis -> end / millis < 8)
                        .findFirst()
                        .orElse(300_000L);
        for (long at = step; at <= end; at += step) {
            int x = (int) scale.place(Duration.ofMillis(at));
            print("<path class='axis' d='M%d %dv5'/>", x, y);
            String second = seconds(Duration.ofMillis(at), step < 1000 ? 1 : 0);
            print("<text class='label middle' x='%d' y='%d'>%s</text>\n", x, y + 17, second);
        }
    }

    private void lane(Role lane, int end) {
        int y = y(lane);
        int exit = where(lane, Kind.EXITED).orElse(end);
        int gone = wasZombie(lane) ? where(lane, Kind.GONE).orElse(end) : exit;
        print("<g data-lane='%s'>\n<text x='8' y='%d'>%1$s</text>\n", lane, y + 4);
        running(where(lane, Kind.STARTED).orElseThrow(), exit, y);
        if (gone > exit) {
            zombie(exit, gone, y);
        }
        if (where(lane, Kind.GONE).isPresent()) {
            gone(gone, y);
        }
        print("</g>\n");
    }

    private void running(int from, int to, int y) {
        bar("running", from, to, y);
    }

    private void zombie(int from, int to, int y) {
        bar("zombie", from, to, y);
        print("<text class='letter middle' x='%d' y='%d'>Z</text>\n", (from + to) / 2, y + 4);
    }

    private void gone(int x, int y) {
        print("<path class='gone' d='M%d %dl10 10m0 -10l-10 10'/>\n", x + 3, y - 5);
    }

    private void bar(String state, int from, int to, int y) {
        print("<rect class='%s' x='%d' y='%d'", state, from, y - BAR / 2);
        print(" width='%d' height='%d'/>\n", to - from, BAR);
    }

    /** The other end is the parent, or the process that becomes it, or the one that reaps. */
    private void arrow(Mark mark) {
        Event event = mark.event();
        Role lane = event.role();
        switch (event.kind()) {
            case STARTED -> {
                parents.put(lane, event.other());
                String shape = lane + " started by " + name(event.other(), "the director");
                arrow(mark.x(), event.other(), Optional.of(lane), "spawn", shape);
            }
            case EXITED -> {
                Optional<Role> parent =
                        parents.get(lane)
                                .filter(
                                        p ->
                                                where(p, Kind.GONE)
                                                        .filter(x -> x <= mark.x())
                                                        .isEmpty());
                arrow(mark.x(), Optional.of(lane), parent, "exit", lane + " exited");
            }
            case ADOPTED -> {
                parents.put(lane, event.other());
                String shape = lane + " adopted by " + adopter(event);
                arrow(mark.x(), event.other(), Optional.of(lane), "adopt", shape);
            }
            default -> {
                boolean isReaped = reaper(lane).filter(lanes::contains).isPresent();
                String label = isReaped ? "reap" : wasZombie(lane) ? "gone" : "";
                String shape =
                        lane + (isReaped ? " reaped by " + reaper(lane).orElseThrow() : " gone");
                arrow(mark.x(), reaper(lane), Optional.of(lane), label, shape);
            }
        }
    }

    /**
     * @param shape what it is, without pids and times: pictures of one shape have the same
     */
    private void arrow(
            double x, Optional<Role> from, Optional<Role> to, String label, String shape) {
        boolean hasTwoEnds =
                from.filter(lanes::contains).isPresent() && to.filter(lanes::contains).isPresent();
        print("<g data-event='%s'>\n", escape(shape));
        if (hasTwoEnds) {
            int down = lanes.indexOf(to.get()) > lanes.indexOf(from.get()) ? 1 : -1;
            int start = y(from.get()) + down * BAR / 2;
            int end = y(to.get()) - down * BAR / 2;
            String line = String.format(Locale.ROOT, "d='M%.0f %dV%d'", x, start, end);
            print("<path class='halo' %s/><path class='arrow %s' %1$s/>", line, label);
            print("<path class='head' d='M%.0f %dl-4 %dh8z'/>\n", x, end, -7 * down);
        }
        Role lane = (label.equals("exit") ? from : to).orElseThrow();
        print("<text class='label' x='%.0f' y='%d'>%s</text>\n", x + 4, y(lane) - 14, label);
        print("</g>\n");
    }

    private void legend(int y) {
        running(LEFT, LEFT + 28, y - 4);
        print("<text x='%d' y='%d'>running</text>\n", LEFT + 34, y);
        zombie(LEFT + 110, LEFT + 138, y - 4);
        print("<text x='%d' y='%d'>zombie</text>\n", LEFT + 144, y);
        gone(LEFT + 210, y - 4);
        print("<text x='%d' y='%d'>gone</text>\n", LEFT + 230, y);
        print("<text class='label' x='%d' y='%d'>", LEFT + 290, y);
        print("time is stretched where much happens at once</text>\n");
    }

    private int y(Role lane) {
        return TOP + lanes.indexOf(lane) * LANE + LANE / 2;
    }

    private Optional<Integer> where(Role lane, Kind kind) {
        return marks.stream()
                .filter(mark -> mark.event().role() == lane && mark.event().kind() == kind)
                .map(mark -> (int) Math.round(mark.x()))
                .findFirst();
    }

    private static String adopter(Event adopted) {
        return name(adopted.other().filter(role -> role != Role.LAUNCHER), "another process");
    }

    private static String name(Optional<Role> role, String otherwise) {
        return role.map(Role::toString).orElse(otherwise);
    }

    private Optional<Role> reaper(Role lane) {
        return seen.timeline().first(Event.gone(lane)).flatMap(Event::other);
    }

    private static String seconds(Duration time, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f s", time.toMillis() / 1000.0);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
    }

    private void print(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
