package dev.defunct.workshop;

import dev.defunct.lab.cli.ClassDataArchive;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles an answer to an exercise, and runs the exercise's test on it in a JVM of its own. */
final class Trial {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path root;
    private final Exercise exercise;
    private final Path source;

    /** What came of it: what there is to read, and whether the answer is right. */
    record Result(String text, boolean passed) {}

    /**
     * @param root of the repository, built
     * @param answers the folder of answers: the learner's, the starters, the solutions
     */
    Trial(Path root, Path answers, Exercise exercise) {
        this.root = root;
        this.exercise = exercise;
        this.source = answers.resolve(exercise.file());
    }

    /**
     * Compiles the answer and runs its test.
     *
     * @param rounds how many times, in one JVM; the first failure ends it
     * @throws CannotPlay if there is no compiler, or a JVM cannot be started
     */
    Result test(int rounds) {
        return withClasses(
                classes -> {
                    makeArchive(classes);
                    List<String> command = bench(classes, rounds);
                    Path words =
                            classes.resolve("words"); // a file, since an orphan may hold a pipe
                    return result(
                            new ProcessBuilder(command)
                                    .redirectErrorStream(true)
                                    .redirectOutput(words.toFile())
                                    .start(),
                            words,
                            PATIENCE.multipliedBy(rounds));
                });
    }

    private List<String> bench(Path classes, int rounds) {
        String test = exercise.className() + "Test";
        return command(classes, Bench.class.getName(), test, Integer.toString(rounds));
    }

    /** A class data archive of all libraries, once for each build, saves half of a bench's time. */
    private void makeArchive(Path classes) throws IOException {
        synchronized (Trial.class) {
            Path archive = archive();
            long built = root.resolve("workshop/target/workshop.jar").toFile().lastModified();
            if (archive.toFile().lastModified() < built && isWritable(archive.getParent())) {
                Path made = Path.of(archive + "." + ProcessHandle.current().pid());
                ClassDataArchive.make(
                        made.toString(), jars(), bench(classes, 1), ClassDataArchive.trainee());
                if (Files.exists(made)) { // or this JDK cannot
                    Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
    }

    /** It is of one Java, and of one class path. */
    private Path archive() {
        String name =
                String.format(
                        "exercises-%s-%x.jsa",
                        System.getProperty("java.version"), jars().hashCode());
        return root.resolve("target/archive").resolve(name);
    }

    private static boolean isWritable(Path folder) {
        folder.toFile().mkdirs();
        return Files.isWritable(folder);
    }

    /**
     * Compiles the answer, for somebody who runs it.
     *
     * @param work what to do with the classes; they are deleted after that
     * @return what came of that, or of the compiler's complaints
     */
    Result withClasses(Work work) {
        try {
            Path classes = Files.createTempDirectory("exercise");
            try {
                List<String> complaints = compile(classes);
                return complaints.isEmpty()
                        ? work.on(classes)
                        : new Result(String.join("\n", complaints) + "\n", false);
            } finally {
                delete(classes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts us", e);
        }
    }

    /** Something to do with compiled classes. */
    interface Work {
        Result on(Path classes) throws IOException, InterruptedException;
    }

    /** The command line of a main class, with the answer on its class path. */
    List<String> command(Path classes, String main, String... args) {
        System.setProperty("defunct.archive", archive().toString());
        List<String> command = Spawn.javaCommand(Bench.class, args);
        int place = command.indexOf("-cp") + 1;
        command.set(place, classPath() + File.pathSeparator + classes);
        command.set(place + 1, main);
        return command;
    }

    /** An archive is of the beginning of a class path, and there may be no folders in it. */
    private String classPath() {
        return jars() + File.pathSeparator + root.resolve("workshop/target/test-classes");
    }

    private static String jars() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Result result(Process bench, Path words, Duration patience)
            throws IOException, InterruptedException {
        if (!bench.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            bench.descendants().forEach(ProcessHandle::destroyForcibly);
            bench.destroyForcibly().waitFor();
            return cutShort(words, "after " + patience.toSeconds() + " s: does your answer loop?");
        }
        return switch (bench.exitValue()) {
            case Bench.PASSED -> new Result(text(words), true);
            case Bench.FAILED -> new Result(text(words), false);
            case Bench.SKIPPED -> throw new CannotPlay(text(words).trim());
            default -> cutShort(words, "its JVM ended: does your answer call System.exit?");
        };
    }

    private static Result cutShort(Path words, String why) throws IOException {
        return new Result(text(words) + "  FAILS  the test was cut short, " + why + "\n", false);
    }

    private static String text(Path words) throws IOException {
        return new String(Files.readAllBytes(words));
    }

    /** What the compiler has against it, the first three: nothing if it compiles. */
    private List<String> compile(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new CannotPlay(
                    "this Java has no compiler: install a JDK, or set JAVA_HOME to one");
        }
        DiagnosticCollector<JavaFileObject> complaints = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(complaints, Locale.ROOT, null)) {
            List<String> options =
                    List.of(
                            "--release",
                            "17",
                            "-proc:none",
                            "-d",
                            classes.toString(),
                            "-cp",
                            classPath());
            compiler.getTask(
                            null,
                            files,
                            complaints,
                            options,
                            null,
                            files.getJavaFileObjects(source))
                    .call();
        }
        return complaints.getDiagnostics().stream()
                .filter(complaint -> complaint.getKind() == Diagnostic.Kind.ERROR)
                .limit(3)
                .flatMap(complaint -> Stream.of(shown(complaint)))
                .toList();
    }

    private String[] shown(Diagnostic<? extends JavaFileObject> complaint) {
        long line = complaint.getLineNumber();
        String text;
        try {
            text = Files.readAllLines(source).get((int) line - 1).strip();
        } catch (IOException | IndexOutOfBoundsException e) {
            text = "";
        }
        return new String[] {
            "  does not compile: " + source.getFileName() + ", line " + line,
            "      " + text,
            "      " + complaint.getMessage(Locale.ROOT).replace("\n", "\n      ")
        };
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
        }
    }
}
