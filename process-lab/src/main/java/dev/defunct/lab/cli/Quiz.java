package dev.defunct.lab.cli;

import dev.defunct.lab.director.Director;
import dev.defunct.lab.director.Launch;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.show.TimelineText;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Scanner;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** {@code ./play quiz}: the learner predicts what a play will show, and then sees the play. */
public final class Quiz {

    private static final int LENGTH = 10; // questions
    private static final Duration TICK = Duration.ofMillis(20);

    private static final String HELP =
            """
            ./play quiz [--seed N]   asks you to predict ten plays, and then plays them

              --seed N  selects the questions: the same N asks the same ones (0 to 999,999)

            Answer with a letter, or end with Ctrl-D.
            Exit status: 0 if all predictions were right, 1 if some were not.
            """;

    private static final List<Option> OPTIONS = List.of(Command.option("seed", "a whole number"));

    private final PrintStream out;
    private final Scanner in = new Scanner(System.in);

    private Quiz(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        String name = "./play quiz";
        Command.main(name, HELP, OPTIONS, args, (options, out) -> new Quiz(out).run(options));
    }

    private int run(CommandLine options) {
        int seed = Command.number(options, "seed", new Random().nextInt(1_000_000), 0, 999_999);
        List<Question> questions = new ArrayList<>(Question.all());
        Collections.shuffle(questions, new Random(seed));
        for (Adopter adopter : Question.ADOPTERS) {
            if (!isPossible(adopter)) {
                questions.removeIf(question -> question.adopter() == adopter);
            }
        }
        out.println("Ten predictions (--seed " + seed + "). Answer with a letter.");
        int asked = 0;
        int right = 0;
        for (Question question : mixed(questions).subList(0, LENGTH)) {
            Optional<String> prediction = ask(question);
            if (prediction.isEmpty()) {
                break;
            }
            asked++;
            right += isRight(question, prediction.get()) ? 1 : 0;
        }
        out.printf("%nYou predicted %d of %d plays.%n", right, asked);
        return right == LENGTH ? Command.AS_EXPECTED : Command.NOT_AS_EXPECTED;
    }

    /**
     * The same questions in nearly the same order, rearranged so that no question has the same
     * topic or section as the question before it, as long as the remaining questions allow that.
     */
    public static List<Question> mixed(List<Question> questions) {
        List<Question> left = new ArrayList<>(questions);
        List<Question> mixed = new ArrayList<>();
        while (!left.isEmpty()) {
            Question next =
                    left.stream()
                            .filter(q -> mixed.isEmpty() || differ(q, mixed.get(mixed.size() - 1)))
                            .findFirst()
                            .orElse(left.get(0));
            left.remove(next);
            mixed.add(next);
        }
        return mixed;
    }

    private static boolean differ(Question one, Question other) {
        return one.topic() != other.topic() && !one.section().equals(other.section());
    }

    private static boolean isPossible(Adopter adopter) {
        try {
            Launch.check(adopter);
            return true;
        } catch (CannotPlay e) {
            return false;
        }
    }

    /** The learner's answer; empty at the end of the input. */
    private Optional<String> ask(Question question) {
        List<String> choices = question.choices();
        out.println("\n" + question);
        for (int i = 0; i < choices.size(); i++) {
            out.println("  " + (char) ('a' + i) + "  " + choices.get(i));
        }
        char last = (char) ('a' + choices.size() - 1);
        while (true) {
            out.print("your prediction, a to " + last + ": ");
            out.flush();
            if (!in.hasNextLine()) {
                return Optional.empty();
            }
            String line = in.nextLine().strip().toLowerCase();
            if (line.matches("[a-" + last + "]")) {
                return Optional.of(choices.get(line.charAt(0) - 'a'));
            }
            out.println("Type a letter, a to " + last + ".");
        }
    }

    private boolean isRight(Question question, String prediction) {
        Director.Audience audience = Director.Audience.NONE;
        Observation seen = Director.play(question.section(), question.adopter(), TICK, audience);
        String answer =
                question.answer(seen).orElseThrow(() -> new CannotPlay(seen.trouble().orElse("")));
        out.println(TimelineText.of(seen.timeline(), Command.screenCharset()));
        boolean right = answer.equals(prediction);
        out.println((right ? "Right: " : "No. This happened: ") + answer + ".");
        if (!right) {
            String number = question.section().number();
            out.printf(
                    "Why: see chapter %s, or watch it: ./play %s --init %s%n",
                    number, number, question.adopter());
        }
        return right;
    }
}
