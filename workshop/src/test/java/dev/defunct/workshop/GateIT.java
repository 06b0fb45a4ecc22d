package dev.defunct.workshop;

import static java.util.Map.entry;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests what must hold for each exercise. {@link RoundsIT} tests that the solutions pass. CI runs
 * both: mvn -Pgate -pl workshop -am verify.
 */
@DisplayName(
        "the gate: each starter fails for the right reason, and the test of each wrong answer names what is wrong")
@Tag("gate")
class GateIT {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path WORKSHOP = ROOT.resolve("workshop");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The words with which the test of each starter reports what is missing. */
    private static final Map<Integer, String> MISSING =
            Map.ofEntries(
                    entry(1, "stateOf returned ?, not S, for a process whose line begins"),
                    entry(2, "which has two children"),
                    entry(3, "what reap() returns for a child that has exited with code 0"),
                    entry(4, "what look() returns for a child that runs"),
                    entry(
                            5,
                            "the child has ended, the handler was called, and the child is still a zombie"),
                    entry(6, "the parent of the program is this JVM"),
                    entry(7, "what the JVM does about SIGCHLD after ignore()"),
                    entry(8, "zombies among the library's 3 children, which have all ended"),
                    entry(9, "an orphan that it has adopted has ended, and is a zombie"),
                    entry(10, "jobs that ended together are zombies of the runner"),
                    entry(11, "zombies of PID 1, all called curl"));

    /** In reverse order, because the last exercises take longest. */
    static final List<Exercise> EXERCISES =
            Exercise.ALL.stream()
                    .sorted(Comparator.comparing(Exercise::number).reversed())
                    .toList();

    static Stream<Path> wrong() throws IOException {
        try (Stream<Path> files = Files.walk(WORKSHOP.resolve("wrong"))) {
            return files
                    .filter(Files::isRegularFile)
                    .map(WORKSHOP.resolve("wrong")::relativize)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @FieldSource("EXERCISES")
    @DisplayName(
            "the starter compiles, and its test fails because something is still to be written:")
    void starter(Exercise exercise) throws Exception {
        Path starters = WORKSHOP.resolve("starters");
        assertThat(Files.readString(starters.resolve(exercise.file("java")))).contains("TODO");
        assertTold(starters, exercise, MISSING.get(exercise.number()));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @MethodSource("wrong")
    @DisplayName("a wrong answer that people really write: the test names what is wrong with it:")
    void wrongAnswer(Path wrong, @TempDir Path answers) throws Exception {
        if (wrong.endsWith("TakesTheCoreDumpForASignal.java")) {
            Needs.all(Needs.coreFiles());
        }
        String name = wrong.getParent().toString();
        Exercise exercise =
                EXERCISES.stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
        List<String> lines = Files.readAllLines(WORKSHOP.resolve("wrong").resolve(wrong));
        assertThat(lines.get(0)).startsWith("// Wrong: ");
        assertThat(lines.get(1)).startsWith("// Told: ");

        Path answer = answers.resolve(exercise.file("java"));
        Files.createDirectories(answer.getParent());
        Files.write(answer, lines);
        assertTold(answers, exercise, lines.get(1).replace("// Told: ", ""));
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @FieldSource("EXERCISES")
    @DisplayName(
            "the lines that the solution adds to the starter are not in the test or in the first hint:")
    void noLeak(Exercise exercise) throws IOException {
        String starter =
                Files.readString(WORKSHOP.resolve("starters").resolve(exercise.file("java")));
        String test =
                Files.readString(
                        WORKSHOP.resolve("src/test/java")
                                .resolve(exercise.file("java").replace(".java", "Test.java")));
        String firstHint = TasksAndHints.hints(ROOT, exercise).get(0);
        List<String> own =
                Files.readAllLines(WORKSHOP.resolve("solutions").resolve(exercise.file("java")))
                        .stream()
                        .map(String::strip)
                        .filter(line -> line.length() > 12 && !line.startsWith("//"))
                        .filter(line -> !starter.lines().map(String::strip).toList().contains(line))
                        .filter(line -> !line.startsWith("import "))
                        .toList();
        assertThat(own)
                .isNotEmpty()
                .noneMatch(starter::contains)
                .noneMatch(test::contains)
                .noneMatch(firstHint::contains);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @FieldSource("EXERCISES")
    @DisplayName("an exercise has three hints:")
    void hints(Exercise exercise) throws IOException {
        assertThat(TasksAndHints.hints(ROOT, exercise))
                .hasSize(3)
                .noneMatch(String::isBlank)
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("there are at least three wrong answers for each exercise, and no other files")
    void files() throws IOException {
        for (String folder : List.of("starters", "solutions")) {
            try (Stream<Path> files = Files.walk(WORKSHOP.resolve(folder))) {
                assertThat(files.filter(Files::isRegularFile))
                        .map(file -> WORKSHOP.resolve(folder).relativize(file).toString())
                        .containsExactlyInAnyOrderElementsOf(
                                EXERCISES.stream().map(e -> e.file("java")).toList());
            }
        }
        Map<String, Long> answers =
                wrong().collect(groupingBy(file -> file.getParent().toString(), counting()));
        assertThat(answers).containsOnlyKeys(EXERCISES.stream().map(Exercise::name).toList());
        assertThat(answers.values()).allMatch(number -> number >= 3);
    }

    /** Asserts that the test fails with this sentence, and not for another reason. */
    private static void assertTold(Path answers, Exercise exercise, String sentence)
            throws Exception {
        Answer.Verdict verdict = new Answer(ROOT, answers, exercise).test(1, PATIENCE);
        assertThat(verdict.isRight()).as(verdict.text()).isFalse();
        assertThat(verdict.text())
                .contains(sentence)
                .doesNotContain(": error: ", "throws", "cannot be done", "cut short", "timed out")
                .doesNotContain("left behind");
        assertThat(verdict.text().indexOf(sentence))
                .as(
                        "the position of the sentence, which has to be in the first failure of: "
                                + verdict.text())
                .isLessThan(verdict.text().indexOf("\n\n"));
    }
}
