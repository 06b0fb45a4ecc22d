package dev.defunct.lab.testing;

import dev.defunct.lab.cli.ClassDataArchive;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.Harness;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * A class data archive of jnr-posix and the lab. With it, a JVM of a play starts in two thirds of
 * the time. That matters, because the tests start hundreds of such JVMs. The first test JVM of a
 * build makes the archive.
 */
final class LibraryArchive {

    private static final Path FOLDER = Path.of("..", "target", "archive");
    private static final Path LAB =
            Path.of("..", "process-lab", "target", "classes").toAbsolutePath().normalize();

    private LibraryArchive() {}

    /**
     * Makes the archive if it is missing or old, and has all JVMs that are started from now on use
     * it. If they already use the archive of {@code ./play}, or if Maven did not start this JVM in
     * the folder of a module, nothing changes. Without an archive the JVMs start more slowly, but
     * they work.
     */
    static void use() {
        if (System.getProperty("defunct.archive") != null || !Files.isDirectory(LAB)) {
            return;
        }
        String name = "tests-" + System.getProperty("java.version") + ".jsa";
        Path archive = FOLDER.resolve(name).toAbsolutePath().normalize();
        try {
            List<String> libraries = putLibrariesFirst();
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

    /**
     * Puts the libraries first in the class path, and returns them. An archive covers only the
     * beginning of a class path, and only jars. So if the lab is a folder of classes, as in {@code
     * mvn test}, it is packed into a jar.
     */
    private static List<String> putLibrariesFirst() throws IOException {
        List<String> path = classPath();
        for (int i = 0; i < path.size(); i++) {
            if (path.get(i).equals(LAB.toString()) && Files.isDirectory(LAB)) {
                path.set(i, jarOfTheLab());
            }
        }
        path.sort(Comparator.comparing(entry -> isLibrary(entry) ? entry : "~"));
        System.setProperty("java.class.path", String.join(File.pathSeparator, path));
        return path.stream().filter(LibraryArchive::isLibrary).toList();
    }

    private static String jarOfTheLab() throws IOException {
        Path jar = FOLDER.resolve("process-lab.jar").toAbsolutePath().normalize();
        List<String> classes;
        try (Stream<Path> files = Files.walk(LAB)) {
            classes = files.map(Path::toString).filter(name -> name.endsWith(".class")).toList();
        }
        if (!isNewer(jar, classes)) {
            Files.createDirectories(jar.getParent());
            Path made = Path.of(jar + "." + ProcessHandle.current().pid());
            ToolProvider.findFirst("jar")
                    .orElseThrow()
                    .run(System.out, System.err, "-cf", made.toString(), "-C", LAB.toString(), ".");
            Files.move(made, jar, StandardCopyOption.ATOMIC_MOVE);
        }
        return jar.toString();
    }

    /**
     * The class path of this JVM, with these classes before ours. With it, a JVM can use the
     * archive, unless they replace classes of the lab, which are in the archive.
     */
    static String classPathWith(Path classes) {
        List<String> path = classPath();
        boolean replacesLab = Files.isDirectory(classes.resolve("dev/defunct/lab"));
        long libraries = path.stream().takeWhile(LibraryArchive::isLibrary).count();
        path.add(replacesLab ? 0 : (int) libraries, classes.toString());
        return String.join(File.pathSeparator, path);
    }

    private static List<String> classPath() {
        String path = System.getProperty("java.class.path");
        return new ArrayList<>(List.of(path.split(File.pathSeparator)));
    }

    private static boolean isLibrary(String entry) {
        return entry.matches(".*/(jnr-|jffi-|asm-|process-lab)[^/]*\\.jar")
                && !entry.endsWith("-tests.jar");
    }

    private static boolean isNewer(Path made, List<String> of) {
        long time = made.toFile().lastModified(); // 0 if there is no such file
        return of.stream().allMatch(file -> new File(file).lastModified() < time);
    }

    private static void make(Path archive, List<String> libraries) throws IOException {
        Files.createDirectories(archive.getParent());
        String classPath = String.join(File.pathSeparator, libraries);
        ClassDataArchive.make(archive.toString(), classPath, trainee());
    }

    private static List<String> trainee() {
        return Spawn.javaCommand(
                Harness.class, "parent", ClassDataArchive.TraineeParent.class.getName());
    }
}
