package dev.defunct.workshop;

import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the test of one answer, in a JVM of its own, and writes a report. */
final class TestRunner {

    /** The exit codes differ from those of a JVM that an answer ends. */
    static final int PASSED = 90;

    static final int FAILED = 91;
    static final int SKIPPED = 93;

    private TestRunner() {}

    /**
     * @param args the name of the answer's class, the file of the report, and how often to run the
     *     test
     */
    public static void main(String[] args) {
        System.setProperty("net.bytebuddy.safe", "true"); // or JDK 24 and later warn, on stderr
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectClass(args[0] + "Test"))
                        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                        .build();
        LabeledOutput output = new LabeledOutput(System.out);
        System.setOut(new PrintStream(output, true));
        System.setErr(new PrintStream(output, true));
        TestReport report;
        int round = 0;
        do {
            report = new TestReport(args[0], Path.of(args[1]), output);
            LauncherFactory.create().execute(request, report);
        } while (report.exitCode() == PASSED && ++round < Integer.parseInt(args[2]));
        System.exit(report.exitCode());
    }
}
