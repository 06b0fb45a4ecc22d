package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.cli.Question;
import dev.defunct.lab.cli.Quiz;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.section.Observation;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("./play quiz: predictions, each compared with a play")
@Execution(ExecutionMode.CONCURRENT)
class QuizTest {

    static List<Question> questions() {
        return Question.all();
    }

    static List<Object[]> sentences() {
        return questions().stream()
                .map(q -> new Object[] {q, q.section() + ", " + q.adopter() + ", " + q.topic()})
                .toList();
    }

    @Test
    @DisplayName(
            "the quiz has at least 60 questions, each with three to five choices, and none twice")
    void different() {
        assertThat(questions()).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
        assertThat(questions()).extracting(Question::toString).doesNotHaveDuplicates();
        assertThat(questions())
                .allSatisfy(question -> assertThat(question.choices()).hasSizeBetween(3, 5));
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{1}")
    @MethodSource("sentences")
    @DisplayName("a play answers the question with one of its choices:")
    void verified(Question question, String sentence) {
        Observation seen = Observations.of(question.section(), question.adopter());

        assertThat(question.answer(seen))
                .as("%s%n%s", seen.trouble(), seen.timeline())
                .hasValueSatisfying(answer -> assertThat(question.choices()).contains(answer));
    }

    @Test
    @DisplayName(
            "with the same --seed, ./play quiz asks the same questions each time, and it prints the score at the end")
    void seed() throws Exception {
        String first = quiz("1");
        assertThat(first).isNotEqualTo(quiz("2"));
        assertThat(quiz("1")).isEqualTo(first);
        assertThat(first).endsWith("You predicted 0 of 0 plays.\n");
    }

    @ParameterizedTest(name = "--seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5})
    @DisplayName(
            "of the first ten questions, none has the same topic or section as the "
                    + "question before it:")
    void mixed(int seed) {
        List<Question> shuffled = new ArrayList<>(questions());
        Collections.shuffle(shuffled, new Random(seed));

        List<Question> mixed = Quiz.mixed(shuffled);

        assertThat(mixed).containsExactlyInAnyOrderElementsOf(shuffled);
        for (int i = 1; i < 10; i++) {
            assertThat(mixed.get(i).topic()).isNotEqualTo(mixed.get(i - 1).topic());
            assertThat(mixed.get(i).section()).isNotEqualTo(mixed.get(i - 1).section());
        }
    }

    @Test
    @DisplayName(
            "a digit is no answer; a wrong prediction names the chapter, and the play to watch")
    void wrongPrediction() throws Exception {
        Process quiz = new ProcessBuilder(Spawn.javaCommand(Quiz.class, "--seed", "1")).start();
        try (Writer keys = quiz.outputWriter()) {
            keys.write("2\n" + "a\n".repeat(3)); // three topics, so one of the three is wrong
        }
        assertThat(new String(quiz.getInputStream().readAllBytes()))
                .containsPattern("Type a letter, a to [cd]\\.")
                .containsPattern(
                        "No\\. This happened: .*\\.\\nWhy: see chapter (\\d\\.\\d), or watch it:"
                                + " \\./play \\1 --init (reaping|careless|self|tini)\\n");
    }

    private static String quiz(String seed) throws Exception {
        Process quiz = new ProcessBuilder(Spawn.javaCommand(Quiz.class, "--seed", seed)).start();
        quiz.getOutputStream().close();
        return new String(quiz.getInputStream().readAllBytes());
    }
}
