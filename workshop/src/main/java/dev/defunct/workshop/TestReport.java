package dev.defunct.workshop;

import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.DiscoveryIssueException;

/**
 * Writes to a file how the tests of an exercise end, with the first failure on top. The file is
 * complete at any time, because an answer may end this JVM.
 */
final class TestReport implements TestExecutionListener {

    private static final String OTHERS =
            "Fix the first failure, then run again: the others get their message then.";

    private final String answer;
    private final Path file;
    private final LabeledOutput output;
    private final List<String> lines = new ArrayList<>();
    private TestPlan plan;
    private int failures;
    private String whySkipped;

    /**
     * @param answer the class under test
     * @param file to write to; it exists, and is not made again after its deletion
     * @param output of the tests
     */
    TestReport(String answer, Path file, LabeledOutput output) {
        this.answer = answer;
        this.file = file;
        this.output = output;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        this.plan = plan;
    }

    /** Until this test has finished, the last line of the report marks it as failed. */
    @Override
    public void executionStarted(TestIdentifier test) {
        output.setLabel(test.isTest() ? "(" + sentence(test) + ")\n" : "");
        write(test.isTest() ? "  FAILS  " + sentence(test) + "\n" : "");
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Throwable failure = result.getThrowable().orElse(null);
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            whySkipped = failure.getMessage();
        } else if (failure == null && test.isTest()) {
            lines.add("  ok     " + sentence(test) + "\n");
        } else if (failure != null && ++failures > 1) {
            lines.add("  FAILS  " + sentence(test) + "\n");
        } else if (failure != null) {
            lines.add(0, "  FAILS  " + sentence(test) + "\n" + explain(failure) + "\n");
        }
        write("");
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        write(failures > 1 ? OTHERS : "");
    }

    private void write(String end) {
        try {
            String text = whySkipped != null ? whySkipped : String.join("", lines) + end;
            Files.writeString(file, text, WRITE, TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The display name of a test. If it is one run of a parameterized test, the name of that test
     * comes first.
     */
    private String sentence(TestIdentifier test) {
        return plan.getParent(test)
                .filter(parent -> parent.getSource().orElse(null) instanceof MethodSource)
                .map(parent -> parent.getDisplayName() + " " + test.getDisplayName())
                .orElse(test.getDisplayName());
    }

    /** The exit code of {@link TestRunner}. */
    int exitCode() {
        if (whySkipped != null) {
            return TestRunner.SKIPPED;
        }
        return failures > 0 ? TestRunner.FAILED : TestRunner.PASSED;
    }

    /**
     * The message of an assertion. For any other failure: the exception, and the line of the answer
     * that threw it, if there is one.
     */
    private String explain(Throwable failure) {
        String message = failure.getMessage();
        if (!(failure instanceof AssertionError)) {
            message =
                    Stream.of(failure.getStackTrace())
                            .filter(frame -> frame.getClassName().equals(answer))
                            .findFirst()
                            .map(frame -> "your answer throws " + failure + "\nin " + frame)
                            .orElseGet(() -> "the test cannot be done: " + cause(failure));
        }
        return message.lines()
                .filter(line -> !line.isBlank())
                .limit(20)
                .map(line -> "         " + line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    /**
     * The first line of the cause. If a class or a method was removed from the answer, a sentence
     * about that instead.
     */
    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof LinkageError)) {
            cause = cause.getCause();
        }
        return cause instanceof LinkageError || cause instanceof DiscoveryIssueException
                ? "it calls what is not in your file any more; --reset: the starter"
                : cause.toString().lines().findFirst().orElse("");
    }
}
