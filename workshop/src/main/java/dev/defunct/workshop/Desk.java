package dev.defunct.workshop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The learner's files, in workshop/mine: an answer to each exercise, which begins as a copy of the
 * starter, and in .progress what they have got to. None of it is in the repository.
 */
final class Desk {

    private final Path root;
    private final Path mine;
    private final Path starters;

    enum State {
        NOT_BEGUN,
        BEGUN,
        DONE
    }

    /**
     * @param root of the repository
     */
    Desk(Path root) {
        this.root = root;
        this.mine = root.resolve("workshop/mine");
        this.starters = root.resolve("workshop/starters");
    }

    /** The folder of the learner's answers. */
    Path answers() {
        return mine;
    }

    /** Copies the starters that are not there yet. Whether this was the first time. */
    boolean layOut() {
        boolean isFirst = !Files.exists(mine);
        for (Exercise exercise : Exercise.ALL) {
            if (!Files.exists(mine.resolve(exercise.file()))) {
                write(
                        mine.resolve(exercise.file()),
                        read(starters.resolve(exercise.file())).orElseThrow());
            }
        }
        return isFirst;
    }

    /** The learner's answer, from the root: to be shown. */
    Path shown(Exercise exercise) {
        return root.relativize(mine.resolve(exercise.file()));
    }

    String solution(Exercise exercise) {
        return read(root.resolve("workshop/solutions").resolve(exercise.file())).orElseThrow();
    }

    State state(Exercise exercise) {
        Optional<String> answer = read(mine.resolve(exercise.file()));
        if (answer.equals(read(passed(exercise)))) {
            return State.DONE;
        }
        return answer.equals(read(starters.resolve(exercise.file())))
                ? State.NOT_BEGUN
                : State.BEGUN;
    }

    /** Notes that the answer as it is now is right. */
    void notePassed(Exercise exercise) {
        write(passed(exercise), read(mine.resolve(exercise.file())).orElseThrow());
    }

    /** Counts the hints that were asked for: 1 at the first time, and at most 3. */
    int nextHint(Exercise exercise) {
        int before = read(hints(exercise)).map(String::length).orElse(0);
        int now = Math.min(before + 1, 3);
        write(hints(exercise), "*".repeat(now));
        return now;
    }

    /**
     * Puts the starter back.
     *
     * @return where the answer has been put, from the root; empty if it was the starter still
     */
    Optional<Path> reset(Exercise exercise) {
        try {
            Path kept = progress(exercise, "before-reset");
            boolean isTouched = state(exercise) != State.NOT_BEGUN;
            if (isTouched) {
                Files.createDirectories(kept.getParent());
                Files.move(
                        mine.resolve(exercise.file()), kept, StandardCopyOption.REPLACE_EXISTING);
                layOut();
            }
            Files.deleteIfExists(passed(exercise));
            Files.deleteIfExists(hints(exercise));
            return Optional.of(root.relativize(kept)).filter(path -> isTouched);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path passed(Exercise exercise) {
        return progress(exercise, "passed");
    }

    private Path hints(Exercise exercise) {
        return progress(exercise, "hints");
    }

    private Path progress(Exercise exercise, String what) {
        return mine.resolve(".progress").resolve(exercise.name() + "." + what);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
