package dev.defunct.workshop;

import dev.defunct.lab.cli.ClassDataArchive;
import dev.defunct.lab.director.Guard;
import dev.defunct.lab.director.Launch;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Shutdown;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.ps.PathSearch;
import dev.defunct.workshop.Exercise.RunMode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import jnr.constants.platform.Signal;

/** An answer to an exercise, which is compiled, and then tested or run in a JVM of its own. */
final class Answer {

    private static final int OUTPUT_LIMIT = 8000;
    private static final int OUT_OF_MEMORY = 3; // exit code with -XX:+ExitOnOutOfMemoryError
    private static final Pattern FOLDER = Pattern.compile("exercise-(\\d+)-\\d+");

    /** The jobs that the job runner gets each second: most of them exit at the same moment. */
    private static final String LOAD =
            "start sleep 1\n".repeat(12) + "run sleep 1; exit 7\n" + "detach sleep 1\n";

    /**
     * The exercise whose test is run to make the class data archive. Its starter fails the test, as
     * most answers do at first.
     */
    private static final Exercise TRAINEE = Exercise.ALL.get(2);

    private final Path root;
    private final Exercise exercise;
    private final Path source;
    private final Path classes = newFolder();

    /** What the learner is told, and whether the answer is right. */
    record Verdict(String text, boolean isRight) {}

    /**
     * @param root of the repository, built
     * @param answers the folder of answers: the learner's, the starters, the solutions
     */
    Answer(Path root, Path answers, Exercise exercise) throws IOException {
        this.root = root;
        this.exercise = exercise;
        this.source = answers.resolve(exercise.file("java"));
    }

    /**
     * A folder that is deleted when this JVM exits. If this JVM is killed with kill -9, the next
     * JVM that creates an Answer deletes the folder.
     */
    private static Path newFolder() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, "exercise-*")) {
            for (Path folder : folders) {
                Matcher name = FOLDER.matcher(folder.getFileName().toString());
                if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    delete(folder);
                }
            }
        }
        Path folder = Files.createTempDirectory("exercise-" + ProcessHandle.current().pid() + "-");
        Shutdown.hook(() -> delete(folder));
        return folder;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            // another JVM deletes it at the same time
        }
    }

    /**
     * Compiles the answer and runs its test.
     *
     * @param rounds how often the test runs, in one JVM, unless it fails
     * @param patience the time limit
     * @throws CannotPlay if there is no compiler, or a JVM cannot be started
     */
    Verdict test(int rounds, Duration patience) throws IOException, InterruptedException {
        String complaints = compile();
        if (!complaints.isEmpty()) {
            return new Verdict(complaints, false);
        }
        makeArchive();
        Path report = Files.createFile(classes.resolve("report"));
        List<String> command = testCommand(report, rounds);
        command.add(1, "-XX:+ExitOnOutOfMemoryError");
        if (PathSearch.find("setsid").isPresent()) {
            command.add(0, "setsid"); // kill(0, ...) in an answer is for its own process group
        }
        try (Guard guard = new Guard(Signal.SIGKILL)) {
            Process jvm = guard.builder(command).redirectErrorStream(true).start();
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            Thread reader = new Thread(() -> read(jvm.getInputStream(), output), "reads output");
            reader.setDaemon(true);
            reader.start();
            boolean hasExited = jvm.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
            guard.close();
            jvm.destroyForcibly().waitFor(); // without /proc, the guard kills nothing
            reader.join(500); // and an orphan may hold the other end of the pipe
            String printed = output.toString();
            String end = printed.isEmpty() || printed.endsWith("\n") ? "" : "\n";
            String more = output.size() < OUTPUT_LIMIT ? "" : "(Your answer printed more.)\n";
            String text = printed + end + more + Files.readString(report);
            String why =
                    hasExited
                            ? whyItExited(jvm.exitValue())
                            : "it takes more than %d s: does your answer loop?"
                                    .formatted(patience.toSeconds());
            return switch (jvm.exitValue()) {
                case TestRunner.PASSED -> new Verdict(text, true);
                case TestRunner.FAILED -> new Verdict(text, false);
                case TestRunner.SKIPPED -> {
                    if (exercise.runMode() == RunMode.IN_CONTAINER) {
                        Doctor.engine(); // or its own reason, which is longer
                    }
                    throw new CannotPlay(text);
                }
                default -> new Verdict(text + "         cut short: " + why + "\n", false);
            };
        }
    }

    private static String whyItExited(int status) {
        if (status > 128) {
            return "its JVM "
                    + WaitStatus.of(status - 128)
                    + ": does your answer send signals to itself, or to its process group?";
        }
        return status == OUT_OF_MEMORY
                ? "its JVM has no memory left, 64 MB: does your answer print, or add, without end?"
                : "its JVM exited with code " + status + ": does your answer call System.exit?";
    }

    /** Keeps the beginning of what a process prints, and reads the rest, too. */
    private static void read(InputStream all, ByteArrayOutputStream beginning) {
        byte[] buffer = new byte[OUTPUT_LIMIT];
        try {
            for (int n = all.read(buffer); n >= 0; n = all.read(buffer)) {
                beginning.write(buffer, 0, Math.min(n, OUTPUT_LIMIT - beginning.size()));
            }
        } catch (IOException e) {
            // its JVM was killed
        }
    }

    /**
     * Compiles the answer and runs it on the learner's screen. It is right if it exits with code 0.
     *
     * @throws CannotPlay if this machine lacks what it needs
     */
    Verdict run() throws IOException, InterruptedException {
        String complaints = compile();
        if (!complaints.isEmpty()) {
            return new Verdict(complaints, false);
        }
        RunMode mode = exercise.runMode();
        List<String> command = command(exercise.className());
        Signal atTheEnd = Signal.SIGKILL;
        if (mode == RunMode.WITH_LOAD) {
            command.addAll(0, Launch.newNamespace());
        } else if (mode == RunMode.IN_CONTAINER) {
            Doctor.engine();
            Doctor.curl();
            command = command("dev.defunct.exercises.ServiceContainer");
            atTheEnd = Signal.SIGCONT; // it removes a container, and then ends with its input
        }
        try (Guard guard = new Guard(atTheEnd)) {
            Process process =
                    guard.builder(command)
                            .redirectOutput(Redirect.INHERIT)
                            .redirectError(Redirect.INHERIT)
                            .start();
            if (mode == RunMode.WITH_LOAD) {
                giveJobs(process);
            }
            return new Verdict("", process.waitFor() == 0);
        }
    }

    /** Gives the job runner jobs until it exits. */
    private static void giveJobs(Process unshare) throws InterruptedException {
        while (unshare.isAlive() && unshare.children().findAny().isEmpty()) {
            Thread.sleep(10);
        }
        Optional<ProcessHandle> runner = unshare.children().findAny();
        if (runner.isEmpty()) {
            return; // why is on the screen
        }
        System.out.println(
                """
                The job runner is PID 1 of a container. Out here its pid is %d.
                Each second it is given fourteen jobs: 12 to start, 1 to run, 1 to detach.
                Look at it from another terminal, with docs/diagnose.md. Ctrl-C ends it.
                """
                        .formatted(runner.get().pid()));
        try (Writer jobs = unshare.outputWriter()) {
            while (unshare.isAlive()) {
                jobs.write(LOAD);
                jobs.flush();
                Thread.sleep(1000);
            }
        } catch (IOException hasExited) {
            // why is on the screen
        }
    }

    /** The first three errors that the compiler reports in the answer; empty if it compiles. */
    private String compile() throws IOException {
        String file = exercise.name() + ".java";
        if (Files.isDirectory(source)) {
            return file + " is a folder: move it away\n";
        }
        JavaCompiler compiler = Doctor.compiler();
        DiagnosticCollector<JavaFileObject> complaints = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(complaints, null, StandardCharsets.UTF_8)) {
            String folder = classes.toString();
            List<String> options =
                    List.of("--release", "17", "-proc:none", "-d", folder, "-cp", classPath());
            Iterable<? extends JavaFileObject> sources = files.getJavaFileObjects(source);
            compiler.getTask(null, files, complaints, options, null, sources).call();
        }
        String errors =
                complaints.getDiagnostics().stream()
                        .filter(complaint -> complaint.getKind() == Diagnostic.Kind.ERROR)
                        .limit(3)
                        .map(complaint -> complaint.toString().replace(root + "/", "") + "\n")
                        .collect(Collectors.joining());
        if (errors.isEmpty() && Files.size(source) == 0) {
            return file + " is empty: --reset puts the starter back\n";
        }
        if (errors.isEmpty() && !Files.exists(classes.resolve(exercise.file("class")))) {
            String name = exercise.className();
            return file + " has no class " + name + ": see its package, and its name\n";
        }
        return errors;
    }

    /**
     * With an archive of the classes of all libraries, made once for each build, a test takes half
     * the time.
     */
    private void makeArchive() throws IOException {
        synchronized (Answer.class) {
            Path archive = archive();
            archive.getParent().toFile().mkdirs();
            if (!hasArchive() && Files.isWritable(archive.getParent())) {
                Answer trainee = new Answer(root, root.resolve("workshop/starters"), TRAINEE);
                trainee.compile();
                Path report = Files.createFile(trainee.classes.resolve("report"));
                ClassDataArchive.make(
                        archive.toString(),
                        jars(),
                        trainee.testCommand(report, 1),
                        ClassDataArchive.trainee());
                if (Files.exists(archive)) {
                    Files.writeString(sizeOfArchive(), Long.toString(Files.size(archive)));
                }
            }
        }
    }

    /**
     * Whether there is a current archive, as large as when it was made: a JVM crashes if its
     * archive ends too soon, as after an interrupted copy.
     */
    private boolean hasArchive() throws IOException {
        Path archive = archive();
        long built = root.resolve("workshop/target/workshop.jar").toFile().lastModified();
        return archive.toFile().lastModified() >= built
                && Files.exists(sizeOfArchive())
                && Files.readString(sizeOfArchive()).equals(Long.toString(Files.size(archive)));
    }

    private Path sizeOfArchive() {
        return Path.of(archive() + ".size");
    }

    /** An archive is valid for one Java and one class path only. */
    Path archive() {
        String version = System.getProperty("java.version");
        String name = "exercises-%s-%x.jsa".formatted(version, jars().hashCode());
        return fromHere("target/archive").resolve(name);
    }

    private List<String> testCommand(Path report, int rounds) throws IOException {
        String[] args = {exercise.className(), report.toString(), Integer.toString(rounds)};
        return command(TestRunner.class.getName(), args);
    }

    /** The command line of a main class, with the answer on its class path. */
    private List<String> command(String main, String... args) throws IOException {
        if (hasArchive()) {
            System.setProperty("defunct.archive", archive().toString());
        } else {
            System.clearProperty("defunct.archive"); // that of ./play
        }
        List<String> command = Spawn.javaCommand(TestRunner.class, args);
        int place = command.indexOf("-cp") + 1;
        command.set(place, classPath() + File.pathSeparator + classes);
        command.set(place + 1, main);
        return command;
    }

    /** Jars first, because an archive is for the beginning of a class path, without folders. */
    private String classPath() {
        return jars() + File.pathSeparator + fromHere("workshop/target/test-classes");
    }

    /** A relative path: a JVM would split the name of our folder at a colon. */
    private Path fromHere(String path) {
        return Path.of("").toAbsolutePath().relativize(root.resolve(path).toAbsolutePath());
    }

    private static String jars() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
