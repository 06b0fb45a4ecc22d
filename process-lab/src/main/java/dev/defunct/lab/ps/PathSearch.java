package dev.defunct.lab.ps;

import dev.defunct.lab.posix.CannotPlay;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs on PATH. */
public final class PathSearch {

    private PathSearch() {}

    /** The first executable file of this name on PATH, or empty if there is none. */
    public static Optional<Path> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, program).toAbsolutePath())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /**
     * Checks that a program is on PATH.
     *
     * @throws CannotPlay if the program is not there: the message names the Debian package to
     *     install
     */
    public static void require(String program, String debianPackage) {
        if (find(program).isEmpty()) {
            throw new CannotPlay(
                    program + " is not on PATH: install it (package " + debianPackage + ")");
        }
    }
}
