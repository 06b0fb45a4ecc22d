package dev.defunct.lab.show;

import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Timeline;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A timeline as text: a line for each process, below the seconds at which the lines begin and end.
 * A line has a block where the process lived, Z where it was a zombie, and how it ended.
 */
public final class TimelineText {

    private static final int WIDTH = 40; // columns for the whole time

    private final Timeline timeline;
    private final boolean blocks;
    private final List<Role> roles;
    private final Duration from;
    private final Duration to;

    private TimelineText(Timeline timeline, Charset charset) {
        this.timeline = timeline;
        this.blocks = charset.newEncoder().canEncode("█▏");
        this.roles = timeline.roles().filter(role -> role != Role.LAUNCHER).toList();
        // From the start of the last process on: what was before is only the start of JVMs.
        this.from =
                roles.stream()
                        .map(role -> timeline.first(Event.started(role)).orElseThrow().at())
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO);
        List<Event> events = timeline.events();
        this.to = events.isEmpty() ? from : events.get(events.size() - 1).at();
    }

    /**
     * Draws a timeline.
     *
     * @param charset what the reader can show: block characters, or # and | where it has none
     */
    public static String of(Timeline timeline, Charset charset) {
        return new TimelineText(timeline, charset).draw();
    }

    private String draw() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format("%20s  %-8s%" + (WIDTH - 8) + "s%n", "", seconds(from), seconds(to)));
        for (Role role : roles) {
            long pid = timeline.first(Event.started(role)).orElseThrow().pid();
            StringBuilder bar = new StringBuilder();
            for (int column = 0; column < WIDTH; column++) {
                Duration at = from.plus(to.minus(from).multipliedBy(column).dividedBy(WIDTH));
                bar.append(symbol(role, at));
            }
            String line = bar.toString().stripTrailing();
            if (role == Role.APP) {
                String end = blocks ? "▏" : "|";
                line += timeline.first(Event.gone(role)).map(e -> end + e.text()).orElse("");
            }
            text.append(String.format("%-12s %7d  %s%n", role, pid, line));
        }
        return text.toString();
    }

    private String symbol(Role role, Duration at) {
        if (hasHappened(Event.gone(role), at) || !hasHappened(Event.started(role), at)) {
            return " ";
        }
        return hasHappened(Event.exited(role), at) ? "Z" : blocks ? "█" : "#";
    }

    private boolean hasHappened(Predicate<Event> mark, Duration at) {
        return timeline.first(mark).filter(event -> event.at().compareTo(at) <= 0).isPresent();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }
}
