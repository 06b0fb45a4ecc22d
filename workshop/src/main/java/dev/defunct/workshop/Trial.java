package dev.defunct.workshop;

import dev.defunct.lab.cli.ClassDataArchive;
import dev.defunct.lab.director.Guard;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.ps.PathSearch;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/** Compiles an answer to an exercise, and tests it, or runs it, in a JVM of its own. */
final class Trial {

    private static final int OUTPUT_LIMIT = 8000;
    private static final int OUT_OF_MEMORY = 3; // exit status of a JVM that is told to exit then
    private static final Pattern FOLDER = Pattern.compile("exercise-(\\d+)-\\d+");

    /** Its starter fails, as most answers do at first. */
    private static final Exercise TRAINEE = Exercise.ALL.get(2);

    private final Path root;
    private final Exercise exercise;
    private final Path source;
    private final Path classes = newFolder();

    /** The text for the learner, and whether the answer is right. */
    record Result(String text, boolean passed) {}

    /**
     * @param root of the repository, built
     * @param answers the folder of answers: the learner's, the starters, the solutions
     */
    Trial(Path root, Path answers, Exercise exercise) throws IOException {
        this.root = root;
        this.exercise = exercise;
        this.source = answers.resolve(exercise.file("java"));
    }

    /** A folder that is deleted when this JVM exits, or when the next one starts: after kill -9. */
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
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        return folder;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            // by its owner, at the same time
        }
    }

    /**
     * Compiles the answer and runs its test.
     *
     * @param rounds how many times, in one JVM; the first failure ends it
     * @param patience how long all this may take
     * @throws CannotPlay if there is no compiler, or a JVM cannot be started
     */
    Result test(int rounds, Duration patience) throws IOException, InterruptedException {
        String complaints = compile();
        if (!complaints.isEmpty()) {
            return new Result(complaints, false);
        }
        makeArchive();
        Path report = Files.createFile(classes.resolve("report"));
        List<String> command = new ArrayList<>(bench(report, rounds));
        command.add(1, "-XX:+ExitOnOutOfMemoryError");
        if (PathSearch.find("setsid").isPresent()) {
            command.add(0, "setsid"); // kill(0, ...) in an answer is for its own process group
        }
        try (Guard guard = new Guard(Signal.SIGKILL)) {
            Process bench = guard.builder(command).redirectErrorStream(true).start();
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            Thread reader =
                    new Thread(() -> read(bench.getInputStream(), output), "reads the output");
            reader.setDaemon(true);
            reader.start();
            boolean hasEnded = bench.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
            if (!hasEnded) {
                guard.close();
                bench.destroyForcibly().waitFor(); // where there is no /proc for the guard
            }
            reader.join(500); // an orphan may hold the other end
            String more = output.size() < OUTPUT_LIMIT ? "" : "(Your answer printed more.)\n";
            String printed = output.toString();
            String end = printed.isEmpty() || printed.endsWith("\n") ? "" : "\n";
            String text = printed + end + more + Files.readString(report);
            return switch (bench.exitValue()) {
                case Bench.PASSED -> new Result(text, true);
                case Bench.FAILED -> new Result(text, false);
                case Bench.SKIPPED -> throw new CannotPlay(text);
                default -> {
                    String why = hasEnded ? howEnded(bench.exitValue()) : howLong(patience);
                    yield new Result(text + "         cut short: " + why + "\n", false);
                }
            };
        }
    }

    private static String howEnded(int status) {
        if (status > 128) {
            return "its JVM "
                    + WaitStatus.of(status - 128)
                    + ": does your answer send signals to itself, or to its process group?";
        }
        return status == OUT_OF_MEMORY
                ? "its JVM has no memory left, 64 MB: does your answer print, or add, without end?"
                : "its JVM exited with code " + status + ": does your answer call System.exit?";
    }

    private static String howLong(Duration patience) {
        return "it takes more than " + patience.toSeconds() + " s: does your answer loop?";
    }

    /**
     * Runs the answer by itself, on the learner's screen. Returns whether it exited with code 0.
     */
    Result run() throws IOException, InterruptedException {
        String complaints = compile();
        if (!complaints.isEmpty()) {
            return new Result(complaints, false);
        }
        String main = exercise.className();
        Signal atTheEnd = Signal.SIGKILL;
        if (exercise.name().equals("HealthCheck")) {
            Doctor.engine();
            Doctor.curl();
            main = "dev.defunct.exercises.ServiceContainer";
            atTheEnd = Signal.SIGCONT; // it ends with its input, after it has removed a container
        }
        boolean isForPid1 = exercise.name().equals("JobRunner");
        try (Guard guard = new Guard(atTheEnd)) {
            boolean isWell =
                    isForPid1
                            ? Run.inContainer(guard, command(main))
                            : Run.alone(guard, command(main));
            return new Result("", isWell);
        }
    }

    /** Keeps the beginning of what a process prints, and reads the rest, too. */
    private static void read(InputStream all, ByteArrayOutputStream beginning) {
        byte[] buffer = new byte[OUTPUT_LIMIT];
        try {
            for (int n = all.read(buffer); n >= 0; n = all.read(buffer)) {
                beginning.write(buffer, 0, Math.min(n, OUTPUT_LIMIT - beginning.size()));
            }
        } catch (IOException e) {
            // its JVM was ended
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
        List<String> errors =
                complaints.getDiagnostics().stream()
                        .filter(complaint -> complaint.getKind() == Diagnostic.Kind.ERROR)
                        .map(complaint -> complaint.toString().replace(root + "/", "") + "\n")
                        .toList();
        if (errors.isEmpty() && Files.size(source) == 0) {
            return file + " is empty: --reset puts the starter back\n";
        }
        if (errors.isEmpty() && !Files.exists(classes.resolve(exercise.file("class")))) {
            return file
                    + " has no class "
                    + exercise.className()
                    + ": see its package, and its name\n";
        }
        return errors.stream().limit(3).collect(Collectors.joining());
    }

    private List<String> bench(Path report, int rounds) {
        return command(
                Bench.class.getName(),
                exercise.className(),
                report.toString(),
                Integer.toString(rounds));
    }

    /** A class data archive of all libraries, once for each build, saves half of a bench's time. */
    private void makeArchive() throws IOException {
        synchronized (Trial.class) {
            Path archive = archive();
            long built = root.resolve("workshop/target/workshop.jar").toFile().lastModified();
            boolean isCurrent = archive.toFile().lastModified() >= built;
            archive.getParent().toFile().mkdirs();
            if (!isCurrent && Files.isWritable(archive.getParent())) {
                Trial trainee = new Trial(root, root.resolve("workshop/starters"), TRAINEE);
                trainee.compile();
                Path report = Files.createFile(trainee.classes.resolve("report"));
                ClassDataArchive.make(
                        archive.toString(),
                        jars(),
                        trainee.bench(report, 1),
                        ClassDataArchive.trainee());
            }
        }
    }

    /** An archive is valid for one Java and one class path only. */
    private Path archive() {
        String version = System.getProperty("java.version");
        String name = "exercises-%s-%x.jsa".formatted(version, jars().hashCode());
        return root.resolve("target/archive").resolve(name);
    }

    /** The command line of a main class, with the answer on its class path. */
    private List<String> command(String main, String... args) {
        System.setProperty("defunct.archive", archive().toString());
        List<String> command = Spawn.javaCommand(Bench.class, args);
        int place = command.indexOf("-cp") + 1;
        command.set(place, classPath() + File.pathSeparator + classes);
        command.set(place + 1, main);
        return command;
    }

    /** An archive covers the beginning of a class path, and that must not contain folders. */
    private String classPath() {
        return jars() + File.pathSeparator + root.resolve("workshop/target/test-classes");
    }

    private static String jars() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
