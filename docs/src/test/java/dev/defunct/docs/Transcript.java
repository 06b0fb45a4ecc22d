package dev.defunct.docs;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What {@code ./play} prints about a section. Two plays, or a play and a chapter, agree if their
 * normalised texts are equal.
 *
 * <p>To normalise a text, pids are replaced by roles, and times and the lengths of bars are
 * dropped. The lines are sorted, because it differs from play to play which of two processes prints
 * first. (The claims, the outcome and the picture check the order.) A zombie that exists only for a
 * moment may be seen in one play and not in the next. So it is dropped if no zombie stays.
 */
final class Transcript {

    private static final Pattern STARTED =
            Pattern.compile("(?m)^ *[\\d.]+  (\\S+) +(\\d+)  is started by .*?(\\d+)");

    private static final Pattern PID = Pattern.compile("\\b\\d{2,}\\b");

    private Transcript() {}

    /** The normalised text. A text that is not about a section is returned unchanged. */
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
        boolean zombieStays = !text.contains("outcome seen:     NO_ZOMBIE");
        TreeSet<String> lines = new TreeSet<>();
        for (String line : text.split("\n")) {
            String same =
                    PID.matcher(line.replaceAll("\\d+\\.\\d\\d( s)?", ""))
                            .replaceAll(pid -> roles.getOrDefault(pid.group(), pid.group()))
                            .strip()
                            .replaceAll(" +", " ")
                            .replaceFirst("^(<\\S+ \\S+) [RD] ", "$1 S ")
                            .replaceFirst("^<init> \\d+ ", "<init> <reaper> ");
            boolean isOfZombie = zombieStays && same.matches("(app <app>|<app> <parent>) .*");
            if (same.matches("\\S+ <\\S+> [█#Z].*")) { // a bar
                same = (isOfZombie ? same : same.replace("Z", "█")).replaceAll("([█#Z])\\1+", "$1");
            }
            if (isOfZombie || !same.endsWith("a zombie")) {
                lines.add(same);
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
