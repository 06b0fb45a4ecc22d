package dev.defunct.docs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is the same each time a section is played: two plays of it, or a play and a transcript in a
 * chapter, are the same story if their normalised texts are equal.
 *
 * <p>Pids become roles, times and lengths of bars go. The cast are processes of their own, so which
 * of two lines comes first is now and then by chance: the lines become a sorted set. (In what order
 * things happen is what the claims, the outcome and the picture are about.) A zombie that is there
 * for a moment is seen in one play and not in the next: it is dropped where none stays.
 */
final class Story {

    private static final Pattern STARTED =
            Pattern.compile("(?m)^ *[\\d.]+  (\\S+) +(\\d+)  is started by .*?(\\d+)");
    private static final Pattern NUMBER = Pattern.compile("\\b\\d{2,}\\b");
    private static final Pattern EVENT = Pattern.compile(" *\\d+\\.\\d\\d  (\\S+ .*)");
    private static final Pattern PS = Pattern.compile(" {8,}(\\d+ .*|PID .*)");
    private static final Pattern BAR = Pattern.compile("\\S+ +\\d+  +[█#Z].*");

    /** What is the same each time; a text that is no story is returned as it is. */
    static String normalised(String text) {
        Map<String, String> roles = new HashMap<>();
        STARTED.matcher(text)
                .results()
                .forEach(
                        line -> {
                            roles.putIfAbsent(line.group(3), "<director>");
                            roles.put(line.group(2), "<" + line.group(1) + ">");
                        });
        if (roles.isEmpty()) {
            return text;
        }
        boolean staysZombie = !text.contains("outcome seen:     NO_ZOMBIE");
        TreeSet<String> story = new TreeSet<>();
        List<String> rest = new ArrayList<>();
        for (String line : text.strip().split("\n")) {
            Matcher event = EVENT.matcher(line);
            Matcher ps = PS.matcher(line);
            if (event.matches()) {
                story.add(name(event.group(1), roles));
            } else if (ps.matches()) {
                String known = name(ps.group(1), roles).replaceFirst(" [RD] ", " S ");
                String entry = NUMBER.matcher(known).replaceAll("<reaper>"); // above the init
                if (!entry.endsWith("a zombie")
                        || entry.startsWith("<app> <parent>") && staysZombie) {
                    story.add(entry);
                }
            } else if (BAR.matcher(line).matches()) {
                boolean shows = staysZombie && line.startsWith("app ");
                String bar = shows ? line.replaceAll("Z+", "Z") : line.replace("Z", "█");
                rest.add(name(bar.replaceAll("[█#]+", "█"), roles));
            } else {
                rest.add(line.replaceAll("\\d+\\.\\d\\d s", "T").replaceAll(" +", " "));
            }
        }
        rest.addAll(1, story);
        return String.join("\n", rest) + "\n";
    }

    private static String name(String line, Map<String, String> roles) {
        return NUMBER.matcher(line)
                .replaceAll((MatchResult pid) -> roles.getOrDefault(pid.group(), pid.group()))
                .replaceAll(" +", " ");
    }
}
