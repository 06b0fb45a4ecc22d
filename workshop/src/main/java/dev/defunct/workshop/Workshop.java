package dev.defunct.workshop;

import dev.defunct.lab.posix.CannotPlay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;

/** The commands {@code ./play exercise} and {@code ./play doctor}. */
public final class Workshop {

    private static final int DONE = 0;
    private static final int NOT_DONE = 1;
    private static final int BAD_USAGE = 2;
    private static final int CANNOT = 3;

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

    /** The command line is wrong: the message says what would be right. */
    private static final class BadUsage extends RuntimeException {
        BadUsage(String message) {
            super(message);
        }
    }

    private final Path root;
    private final Desk desk;

    private Workshop(Path root) {
        this.root = root;
        this.desk = new Desk(root);
    }

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT); // numbers as the pages have them
        System.exit(new Workshop(Path.of("").toAbsolutePath()).run(args));
    }

    private int run(String[] args) throws Exception {
        try {
            return obey(args);
        } catch (BadUsage e) {
            return complain(BAD_USAGE, e.getMessage());
        } catch (CannotPlay e) {
            return complain(CANNOT, e.getMessage());
        } catch (UncheckedIOException e) {
            String what = e.getCause() instanceof AccessDeniedException ? "we may not write " : "";
            return complain(CANNOT, what + e.getCause().getMessage());
        }
    }

    private static int complain(int status, String message) {
        System.err.println("./play: " + message);
        return status;
    }

    private int obey(String[] args) throws Exception {
        CommandLine line = parse(args);
        List<String> words = line.getArgList();
        if (line.hasOption("help")) {
            System.out.print(HELP);
            return DONE;
        }
        if (words.get(0).equals("doctor")) {
            if (words.size() + line.getOptions().length > 1) {
                throw new BadUsage("doctor takes no arguments");
            }
            return Doctor.examine() ? DONE : NOT_DONE;
        }
        if (words.size() > 2) {
            throw new BadUsage("'" + words.get(2) + "' is one too many: name one exercise");
        }
        if (line.getOptions().length > 1) {
            throw new BadUsage("one option at a time");
        }
        Optional<Exercise> named = words.stream().skip(1).findFirst().map(Workshop::exercise);
        if (named.isEmpty() && line.getOptions().length > 0) {
            throw new BadUsage("which exercise? There are 1 to 11: ./play exercise 3 --hint");
        }
        if (line.hasOption("run") && !named.get().isRunnable()) {
            throw new BadUsage(
                    "exercise "
                            + named.get().number()
                            + " has nothing to run by itself: there are "
                            + Exercise.runnable()
                                    .map(e -> Integer.toString(e.number()))
                                    .collect(Collectors.joining(", ")));
        }
        if (desk.layOut()) {
            System.out.println(
                    "./play: your copies of the eleven starters are in workshop/mine now");
        }
        if (named.isEmpty()) {
            return menu();
        }
        Exercise exercise = named.get();
        if (line.hasOption("hint")) {
            return hint(exercise);
        }
        if (line.hasOption("solution")) {
            System.out.print(desk.solution(exercise));
            return DONE;
        }
        if (line.hasOption("reset")) {
            System.out.println(
                    desk.shown(exercise)
                            + desk.reset(exercise)
                                    .map(kept -> " is the starter again; yours is kept in " + kept)
                                    .orElse(" is the starter, as it was"));
            return DONE;
        }
        if (line.hasOption("run")) {
            return runByItself(exercise);
        }
        return line.hasOption("watch") ? watch(exercise) : test(exercise);
    }

    private static CommandLine parse(String[] args) {
        Options options = new Options();
        List.of("help", "hint", "solution", "reset", "run", "watch")
                .forEach(name -> options.addOption(null, name, false, null));
        try {
            return new DefaultParser(false).parse(options, args);
        } catch (ParseException e) {
            throw new BadUsage(
                    e.getMessage()
                            + ": there are --watch, --hint, --solution, --run, --reset, --help");
        }
    }

    private static Exercise exercise(String number) {
        return Exercise.of(number)
                .orElseThrow(() -> new BadUsage("no exercise '" + number + "': there are 1 to 11"));
    }

    private int menu() {
        Optional<Exercise> next =
                Exercise.ALL.stream().filter(e -> desk.state(e) != Desk.State.DONE).findFirst();
        System.out.println();
        for (Exercise exercise : Exercise.ALL) {
            String state =
                    switch (desk.state(exercise)) {
                        case DONE -> "done";
                        case BEGUN -> "begun";
                        case NOT_BEGUN -> "";
                    };
            boolean isNext = next.equals(Optional.of(exercise));
            System.out.printf(
                    "%s %2d  %-36s %s%n",
                    isNext ? "->" : "  ", exercise.number(), exercise.title(), state);
        }
        System.out.println();
        System.out.println(next.map(this::whatToDo).orElse("All eleven are done."));
        return DONE;
    }

    private String whatToDo(Exercise exercise) {
        return """
                Next: %s
                  the task    docs/workshop.md, exercise %d
                  your file   %s
                  test it     ./play exercise %2$d"""
                .formatted(exercise.title(), exercise.number(), desk.shown(exercise));
    }

    private int test(Exercise exercise) {
        System.out.println();
        System.out.println(exercise);
        System.out.println();
        Trial.Result result = new Trial(root, desk.answers(), exercise).test(1);
        System.out.println(result.text());
        if (result.passed()) {
            desk.notePassed(exercise);
            System.out.println(exercise.next().map(this::whatToDo).orElse("That was the last."));
            return DONE;
        }
        System.out.println("In " + desk.shown(exercise));
        System.out.println("A hint: ./play exercise " + exercise.number() + " --hint");
        return NOT_DONE;
    }

    private int watch(Exercise exercise) throws IOException, InterruptedException {
        Path answer = desk.answers().resolve(exercise.file());
        try (WatchService saves = FileSystems.getDefault().newWatchService()) {
            answer.getParent()
                    .register(
                            saves,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY);
            while (true) {
                test(exercise);
                System.out.println("Waiting for you to save it; Ctrl-C ends this.");
                awaitSave(saves, answer.getFileName());
            }
        }
    }

    private static void awaitSave(WatchService saves, Path file) throws InterruptedException {
        boolean isSaved = false;
        while (!isSaved) {
            WatchKey key = saves.take();
            isSaved = key.pollEvents().stream().anyMatch(event -> file.equals(event.context()));
            key.reset();
        }
    }

    private int hint(Exercise exercise) {
        int count = desk.nextHint(exercise);
        List<String> hints = Hints.of(root, exercise);
        for (int i = 0; i < count; i++) {
            System.out.println("Hint " + (i + 1) + " of " + hints.size());
            System.out.println(hints.get(i).indent(4));
        }
        return DONE;
    }

    private int runByItself(Exercise exercise) {
        Trial trial = new Trial(root, desk.answers(), exercise);
        Trial.Result result =
                trial.withClasses(
                        classes -> {
                            List<String> command = trial.command(classes, exercise.mainClass());
                            boolean isWell =
                                    switch (exercise.name()) {
                                        case "JobRunner" -> Run.inContainer(command);
                                        case "HealthCheck" -> Run.withEngine(command);
                                        default -> Run.alone(command);
                                    };
                            return new Trial.Result("", isWell);
                        });
        System.out.print(result.text());
        return result.passed() ? DONE : NOT_DONE;
    }
}
