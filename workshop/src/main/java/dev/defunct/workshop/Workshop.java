package dev.defunct.workshop;

import static dev.defunct.lab.cli.Command.AS_EXPECTED;
import static dev.defunct.lab.cli.Command.NOT_AS_EXPECTED;

import dev.defunct.lab.cli.Command;
import dev.defunct.lab.cli.Command.BadUsage;
import dev.defunct.lab.posix.CannotPlay;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** The commands {@code ./play exercise} and {@code ./play doctor}. */
public final class Workshop {

    private static final String HELP =
            """
            ./play exercise             where you are, and what is next
            ./play exercise N           tests your answer to exercise N, 1 to 11
            ./play exercise N --watch   the same, and again whenever you save it, until Ctrl-C
            ./play exercise N --hint    a hint; asked again, the next: there are three
            ./play exercise N --solution  our answer
            ./play exercise N --run     runs your answer by itself: 7, 10 with load, 11 in a container
            ./play exercise N --reset   puts the starter back
            ./play doctor               what a workshop needs, and whether this machine has it

            Exit status: 0 your answer is right (or the machine has all), 1 not yet, 2 bad usage,
            3 this machine cannot run it, 130 after Ctrl-C.
            """;

    private static final List<Option> OPTIONS =
            Stream.of("watch", "hint", "solution", "run", "reset").map(Command::option).toList();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path root = Path.of("").toAbsolutePath();
    private final Desk desk = new Desk(root);
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
            throw new CannotPlay("we may not write " + e.getMessage());
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
            throw new BadUsage("one option at a time");
        }
        Optional<Exercise> exercise = words.stream().skip(1).findFirst().map(Workshop::exercise);
        String option = line.getOptions().length == 0 ? "" : line.getOptions()[0].getLongOpt();
        if (exercise.isEmpty() && !option.isEmpty()) {
            throw new BadUsage("which exercise? There are 1 to 11: ./play exercise 3 --" + option);
        }
        if (option.equals("run") && !exercise.get().isRunnable()) {
            String number = "exercise " + exercise.get().number();
            throw new BadUsage(number + " has nothing to run by itself: there are 7, 10, 11");
        }
        if (desk.layOut()) {
            out.println("./play: your copies of the eleven starters are in workshop/mine now");
        }
        return exercise.isPresent() ? obey(exercise.get(), option) : menu();
    }

    private static Exercise exercise(String number) {
        return Exercise.of(number)
                .orElseThrow(() -> new BadUsage("no exercise '" + number + "': there are 1 to 11"));
    }

    private int obey(Exercise exercise, String option) throws IOException, InterruptedException {
        switch (option) {
            case "hint" -> hint(exercise);
            case "solution" -> out.print(desk.solution(exercise));
            case "reset" -> reset(exercise);
            case "watch" -> watch(exercise);
            default -> {
                boolean isWell = option.equals("run") ? trial(exercise).run() : test(exercise);
                return isWell ? AS_EXPECTED : NOT_AS_EXPECTED;
            }
        }
        return AS_EXPECTED;
    }

    private int menu() throws IOException {
        Optional<Exercise> next = Optional.empty();
        out.println();
        for (Exercise exercise : Exercise.ALL) {
            Desk.State state = desk.state(exercise);
            boolean isNext = next.isEmpty() && state != Desk.State.DONE;
            next = isNext ? Optional.of(exercise) : next;
            out.printf(
                    "%s %2d  %-36s %s%n",
                    isNext ? "->" : "  ", exercise.number(), exercise.title(), state);
        }
        out.println();
        out.println(next.map(this::whatToDo).orElse("All eleven are done."));
        return AS_EXPECTED;
    }

    private String whatToDo(Exercise exercise) {
        return """
                Next: %s
                  the task    docs/workshop.md, exercise %d
                  your file   %s
                  test it     ./play exercise %2$d"""
                .formatted(exercise.title(), exercise.number(), desk.shown(exercise));
    }

    private Trial trial(Exercise exercise) throws IOException {
        return new Trial(root, desk.answers(), exercise);
    }

    private boolean test(Exercise exercise) throws IOException, InterruptedException {
        out.println("\n" + exercise + "\n");
        Trial.Result result = trial(exercise).test(1, PATIENCE);
        out.println(result.text());
        if (result.passed()) {
            desk.notePassed(exercise);
            Optional<Exercise> next = Exercise.ALL.stream().skip(exercise.number()).findFirst();
            out.println(next.map(this::whatToDo).orElse("That was the last."));
        } else {
            out.println("In " + desk.shown(exercise));
            out.println("A hint: ./play exercise " + exercise.number() + " --hint");
        }
        return result.passed();
    }

    private void watch(Exercise exercise) throws IOException, InterruptedException {
        String tested = "";
        while (true) {
            String answer = Files.readString(root.resolve(desk.shown(exercise)));
            if (!answer.equals(tested)) {
                test(exercise);
                out.println("Waiting for you to save it; Ctrl-C ends this.");
                tested = answer;
            }
            Thread.sleep(200);
        }
    }

    private void hint(Exercise exercise) throws IOException {
        List<String> hints = Pages.hints(root, exercise);
        int asked = desk.nextHint(exercise);
        for (int i = 0; i < asked; i++) {
            out.println("Hint " + (i + 1) + " of " + hints.size() + "\n\n" + hints.get(i));
        }
    }

    private void reset(Exercise exercise) throws IOException {
        Optional<Path> kept = desk.reset(exercise);
        out.println(
                desk.shown(exercise)
                        + kept.map(file -> " is the starter again; yours is kept in " + file)
                                .orElse(" is the starter, as it was"));
    }
}
