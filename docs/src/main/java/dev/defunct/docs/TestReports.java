package dev.defunct.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.select.Elements;

/** How the tests of a build ended, from the reports that Surefire and Failsafe have written. */
final class TestReports {

    private static final String REPORT = ".*/target/(surefire|failsafe)-reports/TEST-[^/]*\\.xml";

    private final Elements tests = new Elements();

    /**
     * @param root of the repository
     * @param begin of the build: older reports are of other builds
     */
    TestReports(Path root, Instant begin) throws IOException {
        try (Stream<Path> files = Files.walk(root, 4)) {
            for (Path file : files.filter(f -> f.toString().matches(REPORT)).toList()) {
                if (!Files.getLastModifiedTime(file).toInstant().isBefore(begin)) {
                    tests.addAll(
                            Jsoup.parse(Files.readString(file), "", Parser.xmlParser())
                                    .select("testcase"));
                }
            }
        }
    }

    boolean isEmpty() {
        return tests.isEmpty();
    }

    /** The reason of each skipped test: its first line, without the class of the exception. */
    List<String> reasonsOfSkipping() {
        return tests.select("skipped").stream()
                .map(skipped -> skipped.wholeText() + skipped.attr("message"))
                .map(reason -> reason.lines().findFirst().orElse("no reason given"))
                .map(reason -> reason.replaceFirst("^[\\w.]+: ", ""))
                .toList();
    }

    /** How many tests passed, failed and were skipped, in one line. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "%d tests of the lab, the sections and these pages: %d passed, %d failed, %d skipped",
                tests.size(),
                count("passed"),
                count("failed"),
                count("skipped"));
    }

    private long count(String outcome) {
        return tests.stream().filter(test -> outcome(new Elements(test)).equals(outcome)).count();
    }

    /**
     * How the test with this display name ended; the name of a test with parameters ends with the
     * parameters.
     *
     * @return a piece of HTML, whose class is passed, failed, skipped or missing
     */
    Element result(String name) {
        Elements runs = new Elements(tests);
        runs.removeIf(test -> !(test.attr("name") + " ").startsWith(name + " "));
        double seconds = runs.eachAttr("time").stream().mapToDouble(Double::parseDouble).sum();
        String times = runs.size() > 1 ? runs.size() + " times, " : "";
        String outcome = outcome(runs);
        return new Element("span")
                .addClass("result " + outcome)
                .text(
                        runs.isEmpty()
                                ? "not run in this build"
                                : String.format(
                                        Locale.ROOT, "%s, %s%.2f s", outcome, times, seconds));
    }

    private static String outcome(Elements runs) {
        Elements marks = runs.select("failure, error, skipped");
        return runs.isEmpty()
                ? "missing"
                : marks.is("failure, error") ? "failed" : marks.isEmpty() ? "passed" : "skipped";
    }
}
