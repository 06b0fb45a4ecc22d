package dev.defunct.workshop;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.workshop.LearnerFiles.Progress;
import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Tests an answer whenever it is saved, and goes on to the next exercise when it is right. */
final class WatchMode {

    private final Workshop workshop;
    private final LearnerFiles files;
    private final PrintStream out;
    private final BlockingQueue<String> keys = new LinkedBlockingQueue<>();

    /**
     * @throws CannotPlay if there is no terminal
     */
    WatchMode(Workshop workshop, LearnerFiles files, PrintStream out) {
        this.workshop = workshop;
        this.files = files;
        this.out = out;
        BufferedReader terminal;
        try {
            terminal = new BufferedReader(new FileReader("/dev/tty")); // ./play has no input
        } catch (IOException e) {
            throw new CannotPlay("--watch needs a terminal; without one: ./play exercise N");
        }
        Thread reader = new Thread(() -> read(terminal), "reads keys");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(BufferedReader terminal) {
        try {
            terminal.lines().map(String::strip).forEach(keys::add);
        } catch (UncheckedIOException e) {
            // the terminal was closed
        }
        keys.add("q");
    }

    /** Watches until all exercises are done, or the learner quits. */
    void begin(Exercise first) throws IOException, InterruptedException {
        Optional<Exercise> exercise = Optional.of(first);
        while (exercise.isPresent()) {
            exercise = watch(exercise.get());
        }
    }

    /** Watches one answer. Returns the exercise to continue with, if any. */
    private Optional<Exercise> watch(Exercise exercise) throws IOException, InterruptedException {
        workshop.show(exercise);
        boolean hasBegun = files.progress(exercise) != Progress.NOT_BEGUN;
        String tested = hasBegun ? "" : files.answer(exercise);
        String before = files.answer(exercise);
        if (!hasBegun) {
            prompt(exercise);
        }
        while (true) {
            String answer = files.answer(exercise);
            if (!answer.equals(tested) && answer.equals(before)) { // and is completely written
                tested = answer;
                if (isRight(exercise)) {
                    out.println("Right.");
                    workshop.list();
                    return workshop.next(exercise);
                }
                prompt(exercise);
            }
            before = answer;
            String key = keys.poll(200, TimeUnit.MILLISECONDS);
            if (key != null) {
                switch (key) {
                    case "h" -> workshop.hint(exercise);
                    case "l" -> workshop.list();
                    case "n" -> {
                        Optional<Exercise> next = workshop.next(exercise);
                        if (!next.equals(Optional.of(exercise))) {
                            return next;
                        }
                        out.println("This is the only one that is not done.");
                    }
                    case "q" -> {
                        return Optional.empty();
                    }
                    case "" -> {}
                    default -> out.println("There is no key " + key + ".");
                }
                prompt(exercise);
            }
        }
    }

    private boolean isRight(Exercise exercise) throws IOException, InterruptedException {
        try {
            return workshop.isRight(exercise);
        } catch (CannotPlay e) {
            out.println(e.getMessage());
            return false;
        }
    }

    private void prompt(Exercise exercise) {
        out.println("Saving " + files.shortPath(exercise) + " tests it.");
        out.println("h hint, n next, l list, q quit, each with Enter:");
    }
}
