package dev.defunct.workshop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** How the tests of an exercise ended, the first failure on top. */
final class Report implements TestExecutionListener {

    private record Line(String sentence, Throwable failure) {}

    private final String answer;
    private final List<Line> lines = new ArrayList<>();
    private TestPlan plan;
    private String whySkipped;

    /**
     * @param answer the class under test
     */
    Report(String answer) {
        this.answer = answer;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        this.plan = plan;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Throwable failure = result.getThrowable().orElse(null);
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            whySkipped = failure.getMessage();
        } else if (test.isTest() || failure != null) {
            lines.add(new Line(sentence(test), failure));
        }
    }

    /** Its name, behind that of the parameterized test that it is one of. */
    private String sentence(TestIdentifier test) {
        return plan.getParent(test)
                .filter(parent -> parent.getParentId().isPresent() && !isClass(parent))
                .map(parent -> parent.getDisplayName() + " " + test.getDisplayName())
                .orElse(test.getDisplayName());
    }

    private static boolean isClass(TestIdentifier test) {
        return test.getUniqueIdObject().getLastSegment().getType().equals("class");
    }

    /** Whether all tests ran, and passed; also before any has. */
    boolean isGood() {
        return whySkipped == null && lines.stream().allMatch(line -> line.failure == null);
    }

    /** Whether this machine cannot run one of them. */
    boolean isSkipped() {
        return whySkipped != null;
    }

    /** What there is to read; why it was skipped, if it was. */
    String text() {
        if (whySkipped != null) {
            return whySkipped + "\n";
        }
        Optional<Line> first = lines.stream().filter(line -> line.failure != null).findFirst();
        StringBuilder text = new StringBuilder();
        first.ifPresent(line -> text.append(shown(line)).append(told(line.failure)).append('\n'));
        Stream<Line> others = lines.stream().filter(line -> line != first.orElse(null));
        others.forEach(line -> text.append(shown(line)));
        return text.toString();
    }

    /** The first line: what it is of an answer from which a class or a method was taken away. */
    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof LinkageError)) {
            cause = cause.getCause();
        }
        return cause.toString().lines().findFirst().orElse("")
                + (cause instanceof LinkageError
                        ? "\nthe test calls what is not in your file any more; --reset: the starter"
                        : "");
    }

    private static String shown(Line line) {
        return (line.failure == null ? "  ok     " : "  FAILS  ") + line.sentence + "\n";
    }

    /** The message of an assertion; of anything else what it is, and where in the answer. */
    private String told(Throwable failure) {
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
}
