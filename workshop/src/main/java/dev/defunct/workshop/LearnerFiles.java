package dev.defunct.workshop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The learner's files, in workshop/mine: an answer to each exercise, which begins as a copy of the
 * starter, and, in .progress, how far the learner has got. Git ignores them.
 */
final class LearnerFiles {

    /** How far the learner has got with an exercise. */
    enum Progress {
        NOT_BEGUN,
        BEGUN,
        DONE
    }

    private final Path root;
    private final Path mine;

    LearnerFiles(Path root) {
        this.root = root;
        this.mine = root.resolve("workshop/mine");
    }

    /** The folder of the learner's answers. */
    Path answers() {
        return mine;
    }

    /** Copies the starters that are not there yet. Returns whether this was the first time. */
    boolean copyStarters() throws IOException {
        boolean isFirst = !Files.exists(mine);
        for (Exercise exercise : Exercise.ALL) {
            if (!Files.exists(file(exercise))) {
                write(file(exercise), starter(exercise));
            }
        }
        return isFirst;
    }

    /** The path of the learner's answer, from the root. */
    Path shortPath(Exercise exercise) {
        return root.relativize(file(exercise));
    }

    /** The learner's answer, empty if there is no such file. */
    String answer(Exercise exercise) throws IOException {
        return read(file(exercise)).orElse("");
    }

    String solution(Exercise exercise) throws IOException {
        return Files.readString(root.resolve("workshop/solutions").resolve(exercise.file("java")));
    }

    Progress progress(Exercise exercise) throws IOException {
        String answer = answer(exercise);
        if (read(note(exercise, "passed")).equals(Optional.of(answer))) {
            return Progress.DONE;
        }
        return answer.equals(starter(exercise)) ? Progress.NOT_BEGUN : Progress.BEGUN;
    }

    /** Notes that the answer as it is now is right. */
    void notePassed(Exercise exercise) throws IOException {
        write(note(exercise, "passed"), answer(exercise));
    }

    /** Counts a request for a hint. Returns how many hints to show: 1 to 3. */
    int countHint(Exercise exercise) throws IOException {
        int before = read(note(exercise, "hints")).map(String::length).orElse(0);
        int now = Math.min(before + 1, 3);
        write(note(exercise, "hints"), "*".repeat(now));
        return now;
    }

    /**
     * Puts the starter back.
     *
     * @return the path of the answer now, from the root; empty if it was still the starter
     */
    Optional<Path> reset(Exercise exercise) throws IOException {
        Files.deleteIfExists(note(exercise, "passed"));
        Files.deleteIfExists(note(exercise, "hints"));
        if (progress(exercise) == Progress.NOT_BEGUN) {
            return Optional.empty();
        }
        int attempt = 1;
        while (Files.exists(note(exercise, "attempt-" + attempt))) {
            attempt++;
        }
        Path kept = note(exercise, "attempt-" + attempt);
        Files.createDirectories(kept.getParent());
        Files.move(file(exercise), kept);
        copyStarters();
        return Optional.of(root.relativize(kept));
    }

    private Path file(Exercise exercise) {
        return mine.resolve(exercise.file("java"));
    }

    private String starter(Exercise exercise) throws IOException {
        return text(root.resolve("workshop/starters").resolve(exercise.file("java")));
    }

    private Path note(Exercise exercise, String what) {
        return mine.resolve(".progress").resolve(exercise.name() + "." + what);
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Files.isDirectory(file) ? Optional.empty() : Optional.of(text(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Byte for byte, because an answer may be in any charset. */
    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }
}
