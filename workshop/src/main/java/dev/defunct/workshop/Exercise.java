package dev.defunct.workshop;

import java.util.List;

/**
 * An exercise of the workshop: a class with something left to write, and a test.
 *
 * @param number 1 to 11, in the order of learning
 * @param name of its class; the test's is this and {@code Test}
 * @param title what to do, in a few words: its heading in docs/workshop.md
 * @param isRunnable whether its class can be run by itself, with {@code --run}
 */
record Exercise(int number, String name, String title, boolean isRunnable) {

    static final List<Exercise> ALL =
            List.of(
                    new Exercise(1, "ReadState", "Read a process's state", false),
                    new Exercise(2, "FindZombies", "Find zombies, and the culprit", false),
                    new Exercise(3, "ReapOne", "Reap one child: exit or signal", false),
                    new Exercise(4, "PollOne", "Look without waiting", false),
                    new Exercise(5, "Drain", "One signal, many children", false),
                    new Exercise(6, "ForkTwice", "Fork twice", false),
                    new Exercise(7, "IgnoreChildren", "Ignore SIGCHLD: what is lost", true),
                    new Exercise(8, "ReapOwn", "A handler that does not steal", false),
                    new Exercise(9, "BeInit", "Be PID 1", false),
                    new Exercise(10, "JobRunner", "The job runner that leaks", true),
                    new Exercise(11, "HealthCheck", "The container that is always healthy", true));

    String className() {
        return "dev.defunct.exercises." + name;
    }

    /** Its file with this extension, below a folder of sources or classes. */
    String file(String extension) {
        return className().replace('.', '/') + "." + extension;
    }

    @Override
    public String toString() {
        return number + "  " + title;
    }
}
