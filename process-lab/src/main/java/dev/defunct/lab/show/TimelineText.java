package dev.defunct.lab.show;

import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Event.Kind;
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

    private TimelineText() {}

    /**
     * Draws a timeline.
     *
     * @param charset what the reader can show: block characters, or # and | if it has none
     */
    public static String of(Timeline timeline, Charset charset) {
        boolean blocks = charset.newEncoder().canEncode("█▏");
        // From the start of the last process on: what was before is only the start of JVMs.
        Duration from =
                timeline.roles().stream()
                        .map(role -> timeline.first(Kind.STARTED.of(role)).orElseThrow().at())
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO);
        List<Event> events = timeline.events();
        Duration to = events.isEmpty() ? from : events.get(events.size() - 1).at();
        StringBuilder text = new StringBuilder();
        text.append(String.format("%22s%-8s%32s%n", "", seconds(from), seconds(to)));
        for (Role role : timeline.roles()) {
            StringBuilder bar = new StringBuilder();
            for (int column = 0; column < WIDTH; column++) {
                Duration at = from.plus(to.minus(from).multipliedBy(column).dividedBy(WIDTH));
                bar.append(symbol(timeline, role, at));
            }
            String line = bar.toString().replace('#', blocks ? '█' : '#').stripTrailing();
            if (role == Role.APP) {
                String end = blocks ? "▏" : "|";
                line += timeline.first(Kind.GONE.of(role)).map(e -> end + e.text()).orElse("");
            }
            long pid = timeline.first(Kind.STARTED.of(role)).orElseThrow().pid();
            text.append(String.format("%-12s %7d  %s%n", role, pid, line));
        }
        return text.toString();
    }

    private static char symbol(Timeline timeline, Role role, Duration at) {
        Predicate<Event> isPast = event -> event.at().compareTo(at) <= 0;
        if (timeline.has(Kind.GONE.of(role).and(isPast))
                || !timeline.has(Kind.STARTED.of(role).and(isPast))) {
            return ' ';
        }
        return timeline.has(Kind.EXITED.of(role).and(isPast)) ? 'Z' : '#';
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }
}
