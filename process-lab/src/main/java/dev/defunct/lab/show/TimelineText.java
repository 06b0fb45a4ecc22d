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
 * A timeline as text: a line with its start and end times, then a line for each process, with
 * blocks while it ran and Z while it was a zombie. The app's line ends with what became of the app.
 */
public final class TimelineText {

    private static final int WIDTH = 40; // columns

    private TimelineText() {}

    /** Draws a timeline, with # and | in place of blocks that the charset does not have. */
    public static String of(Timeline timeline, Charset charset) {
        boolean blocks = charset.newEncoder().canEncode("█▏");
        List<Event> starts = timeline.starts();
        // Begins with the last start: before that, only JVMs start.
        Duration from = starts.isEmpty() ? Duration.ZERO : starts.get(starts.size() - 1).at();
        List<Event> events = timeline.events();
        Duration to = events.isEmpty() ? from : events.get(events.size() - 1).at();
        StringBuilder text = new StringBuilder();
        text.append(String.format("%22s%-8s%32s%n", "", seconds(from), seconds(to)));
        for (Event start : starts) {
            Role role = start.role();
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
            text.append(String.format("%-12s %7d  %s%n", role, start.pid(), line));
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
