package dev.defunct.docs;

import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Event.Kind;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Timeline;
import dev.defunct.lab.show.Narrator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * The recorded events of a play, one step for each: the process tree and the lines of ps after that
 * event, and the line of the lesson that ran last. The script handbook.js shows one step at a time.
 *
 * <p>Pids, parents and zombies are as recorded. The record does not tell R from S: a process that
 * is not a zombie has an S here.
 */
final class Stepper {

    private static final Set<Kind> NOT_SHOWN = Set.of(Kind.ENDED, Kind.RELEASED);
    private static final Pattern PRINTED = Pattern.compile("println\\(\"([^\"]*)\"");

    private final Timeline timeline;
    private final List<String> lesson;
    private final Map<Role, ProcessEntry> table = new EnumMap<>(Role.class); // as of the step
    private int line; // of the lesson, from 0: the one that ran last

    private Stepper(Timeline timeline, List<String> lesson) {
        this.timeline = timeline;
        this.lesson = lesson;
    }

    /**
     * The steps of a play, as HTML.
     *
     * @param lesson the source of the parent
     */
    static Element of(Observation seen, String lesson) {
        List<String> lines = lesson.lines().toList();
        Stepper stepper = new Stepper(seen.timeline(), lines);
        Element html =
                new Element("section")
                        .addClass("stepper")
                        .attr("hidden", true)
                        .attr("aria-label", seen.section().number() + ", step by step");
        Element controls = html.appendElement("p");
        controls.appendElement("button").attr("type", "button").text("Previous");
        controls.appendElement("output");
        controls.appendElement("button").attr("type", "button").text("Next");
        Element code = html.appendElement("pre").addClass("lesson").appendElement("code");
        lines.forEach(line -> code.appendElement("span").text(line));
        Element steps = html.appendElement("ol");
        stepper.events().forEach(event -> stepper.addStep(event, steps));
        return html;
    }

    /**
     * The events to show, in order. If one look at the process table sees that a process is gone
     * and that its child is adopted, the gone process is recorded first. But the kernel gives the
     * child to its adopter when the parent exits, before the parent can be reaped.
     */
    private List<Event> events() {
        List<Event> events = new ArrayList<>(timeline.events());
        events.removeIf(e -> e.role() == Role.LAUNCHER || NOT_SHOWN.contains(e.kind()));
        for (int i = 1; i < events.size(); i++) {
            Event before = events.get(i - 1);
            boolean isOneLook = before.at().equals(events.get(i).at());
            if (isOneLook && before.kind() == Kind.GONE && events.get(i).kind() == Kind.ADOPTED) {
                Collections.swap(events, i - 1, i);
            }
        }
        return events;
    }

    private void addStep(Event event, Element steps) {
        updateTable(event);
        updateLine(event);
        StringBuilder tree = new StringBuilder();
        StringBuilder ps = new StringBuilder(ProcessEntry.HEADER + "\n");
        table.forEach((role, entry) -> ps.append(entry.line()).append('\n'));
        addTree(tree, "", pid(Role.LAUNCHER));
        Element step = steps.appendElement("li").attr("data-line", "" + line);
        step.appendElement("p").text(words(event));
        step.appendElement("pre").addClass("tree").text(tree.toString());
        step.appendElement("pre").addClass("ps").text(ps.toString());
    }

    private static String words(Event event) {
        double seconds = event.at().toMillis() / 1000.0;
        String words = Narrator.words(event);
        return String.format(
                Locale.ROOT, "%.2f s: %s %d %s", seconds, event.role(), event.pid(), words);
    }

    private void updateTable(Event event) {
        Role role = event.role();
        long pid = event.pid();
        switch (event.kind()) {
            case STARTED -> table.put(role, entry(pid, parent(event), State.SLEEPING));
            case ADOPTED -> table.put(role, entry(pid, parent(event), table.get(role).state()));
            case EXITED -> {
                table.put(role, entry(pid, table.get(role).parent(), State.ZOMBIE));
                if (!timeline.wasZombie(role)) {
                    table.remove(role);
                }
            }
            case GONE -> table.remove(role);
            default -> {} // it printed a line
        }
    }

    private static ProcessEntry entry(long pid, long parent, State state) {
        return new ProcessEntry(pid, parent, state, 0, "java");
    }

    private long parent(Event event) {
        return pid(event.other().orElse(Role.LAUNCHER));
    }

    private long pid(Role role) {
        return timeline.first(Kind.STARTED.of(role)).orElseThrow().pid();
    }

    private void addTree(StringBuilder tree, String indent, long parent) {
        table.forEach(
                (role, entry) -> {
                    if (entry.parent() == parent) {
                        String zombie = entry.isZombie() ? ", a zombie" : "";
                        tree.append(indent).append(role).append(' ').append(entry.pid());
                        tree.append(zombie).append('\n');
                        addTree(tree, indent.replace("└─ ", "   ") + "└─ ", entry.pid());
                    }
                });
    }

    /** The line of the lesson that this event shows to have run, if there is one. */
    private void updateLine(Event event) {
        boolean isOfParent = event.role() == Role.PARENT;
        boolean isDoneByParent = event.other().filter(Role.PARENT::equals).isPresent();
        for (int i = 0; i < lesson.size(); i++) {
            String code = lesson.get(i);
            boolean hasRun =
                    switch (event.kind()) {
                        case STARTED ->
                                isOfParent && code.contains(" main(")
                                        || isDoneByParent && code.contains("Spawn.");
                        case PRINTED -> isOfParent && prints(code, event.text());
                        case GONE -> isDoneByParent && code.contains("waitpid(");
                        case EXITED -> isOfParent && code.startsWith("    }");
                        default -> false;
                    };
            if (hasRun) {
                line = i;
                return;
            }
        }
    }

    private static boolean prints(String code, String text) {
        Matcher printed = PRINTED.matcher(code);
        return printed.find() && text.startsWith(printed.group(1));
    }
}
