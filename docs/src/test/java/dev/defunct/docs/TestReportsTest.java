package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("how the tests of a build ended, from the reports of Surefire and Failsafe")
class TestReportsTest {

    private static final Instant BEGIN = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir private Path root;

    @BeforeEach
    void reports() throws IOException {
        report(
                "lab/target/surefire-reports/TEST-A.xml",
                BEGIN,
                "<testcase name='A1: it runs' time='0.25'/>"
                        + "<testcase name='A2: it ends JDK 17' time='1'/>"
                        + "<testcase name='A2: it ends JDK 25' time='2'/>"
                        + "<testcase name='A2: it ends at once' time='4'><failure/></testcase>");
        report(
                "docs/target/failsafe-reports/TEST-B.xml",
                BEGIN.plusSeconds(60),
                "<testcase name='B1: under tini' time='0'>"
                        + "<skipped>a.b.C: needs tini (install it)\nat a.b</skipped></testcase>"
                        + "<testcase name='B2: it fails' time='0'><error/></testcase>");
        report(
                "docs/target/failsafe-reports/TEST-C.xml",
                BEGIN.minusSeconds(1),
                "<testcase name='C1: of another build' time='1'/>");
    }

    private void report(String name, Instant time, String tests) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<testsuite>" + tests + "</testsuite>");
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    @Test
    @DisplayName(
            "a test is found by its display name; all runs of a test with parameters count as one test")
    void result() throws IOException {
        assertResult("A1: it runs", "passed", "passed, 0.25 s");
        assertResult("A2: it ends", "failed", "failed, 3 times, 7.00 s");
        assertResult("A2: it ends JDK", "passed", "passed, 2 times, 3.00 s");
        assertResult("B1: under tini", "skipped", "skipped, 0.00 s");
        assertResult("B2: it fails", "failed", "failed, 0.00 s");
    }

    @Test
    @DisplayName(
            "control: a test of an earlier build is not found, and a name that is cut in "
                    + "the middle of a word finds no test")
    void missing() throws IOException {
        assertResult("C1: of another build", "missing", "not run in this build");
        assertResult("A1: it", "passed", "passed, 0.25 s");
        assertResult("A1: it ru", "missing", "not run in this build");
    }

    private void assertResult(String name, String outcome, String text) throws IOException {
        Element result = new TestReports(root, BEGIN).result(name);
        assertThat(result.classNames()).containsExactly("result", outcome);
        assertThat(result.text()).isEqualTo(text);
    }

    @Test
    @DisplayName(
            "the summary counts the tests that passed, failed and were skipped; the reasons of the skipped tests have no stack traces")
    void summary() throws IOException {
        TestReports reports = new TestReports(root, BEGIN);
        assertThat(reports.summary()).endsWith(": 3 passed, 2 failed, 1 skipped").startsWith("6 ");
        assertThat(reports.reasonsOfSkipping()).containsExactly("needs tini (install it)");
        assertThat(new TestReports(root, BEGIN.plusSeconds(600)).isEmpty()).isTrue();
    }
}
