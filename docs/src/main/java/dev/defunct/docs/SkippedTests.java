package dev.defunct.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ends a build with one line: how many tests were skipped, what they need, and how to get it.
 *
 * <p>A test that skips itself gives a reason such as {@code needs tini (apt-get install tini) and
 * PID namespaces (run as root)}. The reports of Surefire and Failsafe contain this reason.
 */
public final class SkippedTests {

    private static final String NEEDS = "needs ";
    private static final String AND = " and (?=[^()]+\\()";

    private SkippedTests() {}

    /**
     * @param args the root of the repository, and the time at which the build began, as in
     *     2026-01-31T23:59:59Z: older reports are of other builds
     */
    public static void main(String[] args) throws IOException {
        TestReports reports = new TestReports(Path.of(args[0]), Instant.parse(args[1]));
        if (!reports.isEmpty()) {
            System.out.println("\n" + summary(reports.reasonsOfSkipping()) + "\n");
        }
    }

    /**
     * The summary.
     *
     * @param reasons one for each skipped test
     */
    static String summary(List<String> reasons) {
        if (reasons.isEmpty()) {
            return "no test was skipped";
        }
        Map<String, Long> needs =
                reasons.stream()
                        .flatMap(SkippedTests::needs)
                        .collect(
                                Collectors.groupingBy(n -> n, TreeMap::new, Collectors.counting()));
        String list =
                needs.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .map(need -> count(need.getValue(), " needs ", " need ") + need.getKey())
                        .collect(Collectors.joining(", "));
        return count(reasons.size(), " test", " tests") + " skipped: " + list;
    }

    private static String count(long number, String one, String more) {
        return number + (number == 1 ? one : more);
    }

    private static Stream<String> needs(String reason) {
        return reason.startsWith(NEEDS)
                ? Stream.of(reason.substring(NEEDS.length()).split(AND))
                : Stream.of("something else: " + reason);
    }
}
