package dev.defunct.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/**
 * Ends a build with one line: how many tests were skipped, what they need, and how to get it.
 *
 * <p>A test that skips itself gives a reason such as {@code needs tini (apt-get install tini) and
 * PID namespaces (run as root)}. The reports of Surefire and Failsafe have it.
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
        List<Document> reports = reports(Path.of(args[0]), Instant.parse(args[1]));
        if (!reports.isEmpty()) {
            System.out.println();
            System.out.println(summary(reasons(reports)));
            System.out.println();
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
                        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        String list =
                needs.entrySet().stream()
                        .sorted(
                                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                        .thenComparing(Map.Entry.comparingByKey()))
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

    private static List<Document> reports(Path root, Instant since) throws IOException {
        List<Document> reports = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root, 4)) {
            for (Path file : files.filter(SkippedTests::isReport).toList()) {
                if (!Files.getLastModifiedTime(file).toInstant().isBefore(since)) {
                    reports.add(Jsoup.parse(file.toFile(), "UTF-8", "", Parser.xmlParser()));
                }
            }
        }
        return reports;
    }

    private static boolean isReport(Path file) {
        return file.toString().matches(".*/target/(surefire|failsafe)-reports/TEST-[^/]*\\.xml");
    }

    /** The first line of each reason, without the class of the exception that carried it. */
    private static List<String> reasons(List<Document> reports) {
        return reports.stream()
                .flatMap(report -> report.select("skipped").stream())
                .map(skipped -> skipped.wholeText() + skipped.attr("message"))
                .map(reason -> reason.lines().findFirst().orElse("no reason given"))
                .map(reason -> reason.replaceFirst("^[\\w.]+: ", ""))
                .toList();
    }
}
