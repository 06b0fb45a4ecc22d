package dev.defunct.workshop;

import static dev.defunct.lab.cli.Command.AS_EXPECTED;
import static dev.defunct.lab.cli.Command.NOT_AS_EXPECTED;

import dev.defunct.lab.cli.Command;
import dev.defunct.lab.cli.Command.BadUsage;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.workshop.Answer.Verdict;
import dev.defunct.workshop.Exercise.RunMode;
import dev.defunct.workshop.LearnerFiles.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** The commands {@code ./play exercise} and {@code ./play doctor}. */
public final class Workshop {

    private static final String HELP =
            """
            ./play exercise               lists the exercises: what is done, and what is next
            ./play exercise N             prints the task of exercise N, 1 to 11, and tests your
                                          answer
            ./play exercise N --watch     tests your answer whenever you save it, and goes on to the
                                          next exercise when it is right; keys: h hint, n next, l list,
                                          q quit; without N it begins where you are
            ./play exercise N --hint      prints the next of three hints
            ./play exercise N --solution  prints our answer
            ./play exercise N --run       runs your answer by itself: only
                                          %s
            ./play exercise N --reset     restores the starter, and keeps a copy of your answer
            ./play doctor                 checks whether this machine has what a workshop needs

            Exit status: 0 your answer is right (or nothing is missing), 1 not yet, 2 bad usage,
            3 this machine cannot run it, 130 after Ctrl-C, 141 if the output can no longer be
            written.
            """
                    .formatted(Exercise.RUNNABLE);

    private static final String LAST_WORD =
            """
            All eleven are done. You can find a zombie, name the process that has to reap it, and
            make that process reap it. In production, docs/diagnose.md has the commands, and docs/choose.md has
            the strategies.""";

    private static final List<Option> OPTIONS =
            Stream.of("watch", "hint", "solution", "run", "reset").map(Command::option).toList();

    private static final Exercise LAST = Exercise.ALL.get(Exercise.ALL.size() - 1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path root = Path.of("").toAbsolutePath();
    private final LearnerFiles files = new LearnerFiles(root);
    private final PrintStream out;

    private Workshop(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        Command.main("./play", out -> new Workshop(out).run(args));
    }

    private int run(String[] args) {
        try {
            return obey(args);
        } catch (AccessDeniedException e) {
            throw new CannotPlay("permission denied: " + e.getMessage());
        } catch (IOException e) {
            throw new CannotPlay(e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted during an exercise", e);
        }
    }

    private int obey(String[] args) throws IOException, InterruptedException {
        CommandLine line = Command.parse(args, OPTIONS);
        List<String> words = line.getArgList();
        if (line.hasOption("help")) {
            out.print(HELP);
            return AS_EXPECTED;
        }
        if (words.get(0).equals("doctor")) {
            if (words.size() + line.getOptions().length > 1) {
                throw new BadUsage("doctor takes no arguments");
            }
            return Doctor.examine(out) ? AS_EXPECTED : NOT_AS_EXPECTED;
        }
        if (words.size() > 2) {
            throw new BadUsage("'" + words.get(2) + "' is one too many: name one exercise");
        }
        if (line.getOptions().length > 1) {
            throw new BadUsage("give one option at a time");
        }
        Optional<Exercise> exercise = words.stream().skip(1).findFirst().map(Workshop::exercise);
        String option = line.getOptions().length == 0 ? "" : line.getOptions()[0].getLongOpt();
        if (exercise.isEmpty() && !option.isEmpty() && !option.equals("watch")) {
            throw new BadUsage("name an exercise, 1 to 11: ./play exercise 3 --" + option);
        }
        if (option.equals("run") && exercise.get().runMode() == RunMode.NONE) {
            String number = "exercise " + exercise.get().number();
            throw new BadUsage(number + " cannot be run by itself: only " + Exercise.RUNNABLE);
        }
        if (files.copyStarters()) {
            out.println("./play: your copies of the eleven starters are in workshop/mine now");
        }
        if (option.equals("watch")) {
            return watch(exercise);
        }
        return exercise.isPresent() ? obey(exercise.get(), option) : menu();
    }

    private static Exercise exercise(String number) {
        return Exercise.ALL.stream()
                .filter(exercise -> Integer.toString(exercise.number()).equals(number))
                .findFirst()
                .orElseThrow(() -> new BadUsage("no exercise '" + number + "': there are 1 to 11"));
    }

    private int obey(Exercise exercise, String option) throws IOException, InterruptedException {
        boolean isRight = true;
        switch (option) {
            case "hint" -> hint(exercise);
            case "solution" -> out.print(files.solution(exercise));
            case "reset" -> reset(exercise);
            case "run" -> isRight = run(exercise);
            default -> isRight = test(exercise);
        }
        return isRight ? AS_EXPECTED : NOT_AS_EXPECTED;
    }

    private int menu() throws IOException {
        list();
        out.println(next(LAST).map(this::whatToDo).orElse(LAST_WORD));
        return AS_EXPECTED;
    }

    /** Prints all exercises, and how far the learner has got. */
    void list() throws IOException {
        Optional<Exercise> next = next(LAST);
        int done = 0;
        out.println();
        for (Exercise exercise : Exercise.ALL) {
            Progress progress = files.progress(exercise);
            done += progress == Progress.DONE ? 1 : 0;
            String arrow = next.equals(Optional.of(exercise)) ? "->" : "  ";
            String mark = progress == Progress.NOT_BEGUN ? "" : progress.name().toLowerCase();
            out.printf("%s %2d  %-37s %s%n", arrow, exercise.number(), exercise.title(), mark);
        }
        out.printf("%n%d of %d done%n%n", done, Exercise.ALL.size());
    }

    /** The first exercise after this one that is not done; after the last one comes the first. */
    Optional<Exercise> next(Exercise exercise) throws IOException {
        List<Exercise> order = new ArrayList<>(Exercise.ALL);
        Collections.rotate(order, -exercise.number());
        for (Exercise other : order) {
            if (files.progress(other) != Progress.DONE) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    private String whatToDo(Exercise exercise) {
        return """
                Next: %s
                  your file            %s
                  its task, and test   ./play exercise %d
                  again at each save   ./play exercise --watch"""
                .formatted(exercise.title(), files.shortPath(exercise), exercise.number());
    }

    private Answer answer(Exercise exercise) throws IOException {
        return new Answer(root, files.answers(), exercise);
    }

    private boolean run(Exercise exercise) throws IOException, InterruptedException {
        Verdict verdict = answer(exercise).run();
        out.print(verdict.text());
        return verdict.isRight();
    }

    private boolean test(Exercise exercise) throws IOException, InterruptedException {
        show(exercise);
        boolean isRight = isRight(exercise);
        if (isRight) {
            out.println(next(exercise).map(this::whatToDo).orElse(LAST_WORD));
        } else {
            out.println("In " + files.shortPath(exercise));
            out.println("A hint: ./play exercise " + exercise.number() + " --hint");
        }
        return isRight;
    }

    /** Prints the task. */
    void show(Exercise exercise) throws IOException {
        out.println("\n" + exercise + "\n\n" + TasksAndHints.task(root, exercise));
    }

    /** Tests the answer, and prints the verdict. */
    boolean isRight(Exercise exercise) throws IOException, InterruptedException {
        Verdict verdict = answer(exercise).test(1, PATIENCE);
        out.println(verdict.text());
        if (verdict.isRight()) {
            files.notePassed(exercise);
        }
        return verdict.isRight();
    }

    private int watch(Optional<Exercise> named) throws IOException, InterruptedException {
        Optional<Exercise> first = named.isPresent() ? named : next(LAST);
        if (first.isPresent()) {
            new WatchMode(this, files, out).begin(first.get());
        }
        if (next(LAST).isEmpty()) {
            out.println(LAST_WORD);
        }
        return AS_EXPECTED;
    }

    void hint(Exercise exercise) throws IOException {
        List<String> hints = TasksAndHints.hints(root, exercise);
        int number = files.countHint(exercise);
        out.println("Hint " + number + " of " + hints.size() + "\n\n" + hints.get(number - 1));
        if (number == hints.size()) {
            out.println(
                    "That was the last hint. All three are in workshop/hints/%1$d.md. Ours: ./play exercise %1$d --solution"
                            .formatted(exercise.number()));
        }
    }

    private void reset(Exercise exercise) throws IOException {
        Optional<Path> kept = files.reset(exercise);
        out.println(
                files.shortPath(exercise)
                        + kept.map(file -> " is the starter again; yours is kept in " + file)
                                .orElse(" is the starter, as it was"));
    }
}
