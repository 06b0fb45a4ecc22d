package dev.defunct.docs;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.SurefireReportParser;

/** How the tests of this build ended, from the reports that Surefire and Failsafe have written. */
final class Results {

    /**
     * @param outcome passed, failed, skipped or missing: not run in this build
     * @param seconds that it took, or they took, if it ran more than once
     */
    record Result(String outcome, int runs, double seconds) {
        @Override
        public String toString() {
            String times = runs > 1 ? runs + " times, " : "";
            return runs == 0
                    ? "not run in this build"
                    : String.format(Locale.ROOT, "%s, %s%.2f s", outcome, times, seconds);
        }
    }

    private final List<ReportTestCase> cases = new ArrayList<>();

    /**
     * @param root of the repository
     */
    Results(Path root) {
        try (Stream<Path> folders = Files.walk(root, 3)) {
            List<File> reports =
                    folders.filter(
                                    f ->
                                            f.toString()
                                                    .matches(
                                                            ".*/target/(surefire|failsafe)-reports"))
                            .map(Path::toFile)
                            .toList();
            SurefireReportParser parser =
                    new SurefireReportParser(reports, new NullConsoleLogger());
            for (ReportTestSuite suite : parser.parseXMLReportFiles()) {
                if (!suite.getFullClassName().endsWith(".HandbookIT")) { // of an earlier build
                    cases.addAll(suite.getTestCases());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * How the test with this display name ended; one with parameters has them behind its name.
     *
     * @param name as it is printed in the run
     */
    Result of(String name) {
        List<ReportTestCase> found =
                cases.stream()
                        .filter(c -> c.getName().equals(name) || c.getName().startsWith(name + " "))
                        .toList();
        double seconds = found.stream().mapToDouble(ReportTestCase::getTime).sum();
        return new Result(outcome(found), found.size(), seconds);
    }

    /** All in one line. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "%d tests of the lab, the sections and these pages: %d passed, %d failed, %d skipped",
                cases.size(),
                cases.stream().filter(ReportTestCase::isSuccessful).count(),
                cases.stream().filter(c -> c.hasFailure() || c.hasError()).count(),
                cases.stream().filter(ReportTestCase::hasSkipped).count());
    }

    private static String outcome(List<ReportTestCase> found) {
        if (found.isEmpty()) {
            return "missing";
        }
        if (found.stream().anyMatch(c -> c.hasFailure() || c.hasError())) {
            return "failed";
        }
        return found.stream().anyMatch(ReportTestCase::hasSkipped) ? "skipped" : "passed";
    }
}
