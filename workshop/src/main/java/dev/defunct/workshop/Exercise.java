package dev.defunct.workshop;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An exercise of the workshop: a class with something left to write, and a test.
 *
 * @param number 1 to 11, in the order of learning
 * @param name the name of its class; the class of the test has this name with {@code Test} at the
 *     end
 * @param title what to do, in a few words: its heading in docs/workshop.md
 * @param runMode how {@code --run} runs an answer to it
 */
record Exercise(int number, String name, String title, RunMode runMode) {

    enum RunMode {
        NONE(""),
        ALONE(""),
        WITH_LOAD(" with load"),
        IN_CONTAINER(" in a container");

        private final String words;

        RunMode(String words) {
            this.words = words;
        }
    }

    static final List<Exercise> ALL =
            List.of(
                    new Exercise(1, "ReadState", "Read a process's state"),
                    new Exercise(2, "FindZombies", "Find zombies, and the culprit"),
                    new Exercise(3, "ReapOne", "Reap one child: exit or signal"),
                    new Exercise(4, "PollOne", "Look without waiting"),
                    new Exercise(5, "Drain", "One signal, many children"),
                    new Exercise(6, "ForkTwice", "Fork twice"),
                    new Exercise(
                            7, "IgnoreChildren", "Ignore SIGCHLD: what is lost", RunMode.ALONE),
                    new Exercise(8, "ReapOwn", "A handler that does not steal"),
                    new Exercise(9, "BeInit", "Be PID 1"),
                    new Exercise(10, "JobRunner", "The job runner that leaks", RunMode.WITH_LOAD),
                    new Exercise(
                            11,
                            "HealthCheck",
                            "The container that is always healthy",
                            RunMode.IN_CONTAINER));

    /** The numbers of the exercises that --run can run, and how it runs them, in words. */
    static final String RUNNABLE =
            ALL.stream()
                    .filter(exercise -> exercise.runMode != RunMode.NONE)
                    .map(exercise -> exercise.number + exercise.runMode.words)
                    .collect(Collectors.joining(", "));

    /** An exercise that --run cannot run. */
    private Exercise(int number, String name, String title) {
        this(number, name, title, RunMode.NONE);
    }

    String className() {
        return "dev.defunct.exercises." + name;
    }

    /** The file of the class with this extension, below a folder of sources or classes. */
    String file(String extension) {
        return className().replace('.', '/') + "." + extension;
    }

    @Override
    public String toString() {
        return number + "  " + title;
    }
}
