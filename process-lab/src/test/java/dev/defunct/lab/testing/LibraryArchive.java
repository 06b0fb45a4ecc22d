package dev.defunct.lab.testing;

import dev.defunct.lab.cli.ClassDataArchive;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A class data archive of jnr-posix and its kin, which take half of the time that a JVM of the cast
 * needs to start. Tests start some hundreds of those. It is made by the first test JVM of a build.
 */
final class LibraryArchive {

    private static final Path FOLDER = Path.of("..", "target", "archive");

    private LibraryArchive() {}

    /**
     * Has all JVMs that are started from now on use it, unless there is one already, that of {@code
     * ./play}. Without it they are slow, and all right.
     */
    static void use() {
        if (System.getProperty("defunct.archive") != null) {
            return;
        }
        String name = "tests-" + System.getProperty("java.version") + ".jsa";
        Path archive = FOLDER.resolve(name).toAbsolutePath().normalize();
        List<String> libraries = putLibrariesFirst();
        try {
            if (!isNewer(archive, libraries)) {
                make(archive, libraries);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (Files.exists(archive)) {
            System.setProperty("defunct.archive", archive.toString());
        }
    }

    /** An archive is of the beginning of a class path, and there may be no folders in it. */
    private static List<String> putLibrariesFirst() {
        List<String> path = classPath();
        path.sort(Comparator.comparing(entry -> isOfJnr(entry) ? entry : "~"));
        System.setProperty("java.class.path", String.join(File.pathSeparator, path));
        return path.stream().filter(LibraryArchive::isOfJnr).toList();
    }

    /** The class path of this JVM, with these classes before those of ours that they replace. */
    static String classPathWith(Path classes) {
        List<String> path = classPath();
        path.add((int) path.stream().filter(LibraryArchive::isOfJnr).count(), classes.toString());
        return String.join(File.pathSeparator, path);
    }

    private static List<String> classPath() {
        String path = System.getProperty("java.class.path");
        return new ArrayList<>(List.of(path.split(File.pathSeparator)));
    }

    private static boolean isOfJnr(String entry) {
        return entry.matches(".*/(jnr|jffi|asm)-[^/]*\\.jar");
    }

    private static boolean isNewer(Path archive, List<String> libraries) {
        long time = archive.toFile().lastModified(); // 0 if it is not there
        return libraries.stream().allMatch(library -> new File(library).lastModified() < time);
    }

    private static void make(Path archive, List<String> libraries) throws IOException {
        Files.createDirectories(archive.getParent());
        Path made = Path.of(archive + "." + ProcessHandle.current().pid());
        String classPath = String.join(File.pathSeparator, libraries);
        ClassDataArchive.make(made.toString(), classPath, Spawn.javaCommand(LoadsThem.class));
        if (Files.exists(made)) { // or this JDK cannot
            Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Does what every member of a cast does. */
    static final class LoadsThem {
        public static void main(String[] args) {
            Posix.get().waitpid(Spawn.command("true"), new int[1], 0);
        }
    }
}
