package dev.defunct.workshop;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.Engine;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.CommandResult;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sun.misc.Signal;

/** Runs what ./play exercise and ./play doctor run, as for a learner who has just begun. */
@DisplayName("./play exercise and ./play doctor")
@Execution(ExecutionMode.CONCURRENT)
class WorkshopIT {

    private static final String FIX_THE_FIRST =
            "Fix the first failure, then run again: the others get their message then.\n";

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path root;

    @BeforeAll
    static void makeArchive() throws Exception { // otherwise each test would make it
        new Answer(ROOT, ROOT.resolve("workshop/solutions"), exercise(1)).test(1, PATIENCE);
    }

    @BeforeEach
    void link() throws IOException {
        Files.createDirectories(root.resolve("workshop"));
        for (String name :
                List.of(
                        "docs",
                        "workshop/hints",
                        "target",
                        "workshop/starters",
                        "workshop/solutions",
                        "workshop/target")) {
            Files.createSymbolicLink(root.resolve(name), ROOT.resolve(name));
        }
    }

    @Test
    @DisplayName(
            "the list of exercises marks the next exercise, and the exercises that are begun or done,"
                    + " at the beginning and later")
    void menu() throws Exception {
        CommandResult before = run("exercise");
        assertThat(before.output())
                .contains("->  1  Read a process's state")
                .contains("\n0 of 11 done\n")
                .contains("./play exercise 1\n")
                .doesNotContainPattern("(?m)^(->|  ) +\\d.*(done|begun)$");
        assertThat(before.status()).isZero();

        answerWithSolution(1);
        run("exercise", "1");
        Files.writeString(answer(2), "// mine\n" + Files.readString(answer(2)));
        assertThat(run("exercise").output())
                .containsPattern("   1  Read a process's state +done\n")
                .containsPattern("->  2  Find zombies, and the culprit +begun\n");

        Files.writeString(answer(1), "// changed\n" + Files.readString(answer(1)));
        assertThat(run("exercise").output())
                .containsPattern("->  1  Read a process's state +begun\n");

        Files.writeString(answer(11), "// mine\n" + Files.readString(answer(11)));
        assertThat(run("exercise").output())
                .contains("  11  The container that is always healthy  begun\n");
    }

    @Test
    @DisplayName(
            "for a wrong answer, the first failure is on top, without noise, and the exit status is 1")
    void wrong() throws Exception {
        CommandResult result = run("exercise", "3");
        assertThat(result.output())
                .contains("\n3  Reap one child: exit or signal\n\n  `waitpid` removes the zombie")
                .contains(
                        "  Read first: 1.2 (scenario-wait-blocking/README.md). Write: `ReapOne`.\n")
                .contains("\n\n  FAILS  an exit code from 0 to 255 is reported: a child")
                .contains("but was: \"?\"")
                .contains(
                        "\n"
                                + FIX_THE_FIRST
                                + "In workshop/mine/dev/defunct/exercises/ReapOne.java")
                .doesNotContain("INFO", "WARN", "\tat ", "org.junit")
                .satisfies(output -> assertThat(output.lines().count()).isLessThan(30));
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    @DisplayName("if only one test fails, the verdict does not mention other failures")
    void oneFailure() throws Exception {
        Path wrong = ROOT.resolve("workshop/wrong/FindZombies/TrustsTheLetter.java");
        Files.createDirectories(answer(2).getParent());
        Files.copy(wrong, answer(2));
        assertThat(run("exercise", "2").output())
                .containsOnlyOnce("  FAILS  ")
                .doesNotContain(FIX_THE_FIRST);
    }

    @Test
    @DisplayName(
            "for a right answer, each test is ok, the next exercise is named, and the exit status is 0")
    void right() throws Exception {
        answerWithSolution(3);
        CommandResult result = run("exercise", "3");
        assertThat(result.output())
                .contains(
                        "  ok     a child that SIGKILL has killed is reported as killed, not as exited")
                .contains("Next: Look without waiting")
                .doesNotContain("FAILS");
        assertThat(result.status()).isZero();
    }

    @Test
    @DisplayName(
            "if an answer does not compile, ./play exercise prints the line and the "
                    + "compiler's message")
    void doesNotCompile() throws Exception {
        answerToThree("return \"?\"");
        CommandResult result = run("exercise", "3");
        assertThat(result.output())
                .containsPattern("ReapOne.java:\\d+: error: ';' expected\n +return \"\\?\"\n +\\^")
                .doesNotContain("FAILS");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "if an answer ends with an exception, ./play exercise prints the exception and "
                    + "the line of the answer")
    void throwsSomething() throws Exception {
        answerToThree("throw new RuntimeException(\"oh\");");
        assertThat(run("exercise", "3").output())
                .contains("your answer throws java.lang.RuntimeException: oh")
                .containsPattern("in dev.defunct.exercises.ReapOne.reap\\(ReapOne.java:\\d+\\)");
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}: {1}")
    @DisplayName(
            "if an answer ends its JVM, ./play exercise prints how, below the tests that "
                    + "passed before, and exits with 1:")
    @CsvSource(
            delimiter = '|',
            value = {
                "System.exit(0);                    | exited with code 0: does your answer call System.exit?",
                "POSIX.kill(POSIX.getpid(), 9);     | was killed by SIGKILL (9): does your answer send",
                "POSIX.kill(0, 15);                 | was killed by SIGTERM (15): does your answer send",
                "int[][] all = new int[99][1 << 20]; | has no memory left, 64 MB: does your answer",
            })
    void endsItsJvm(String statement, String verdict) throws Exception {
        Needs.all(Needs.program("setsid"));
        String beginning =
                "String reap(int pid) { if (asked++ < 2) { return right(pid); } "
                        + statement
                        + " while (true) { java.util.concurrent.locks.LockSupport.park(); } }\n"
                        + " static int asked;\n static String right(";
        Files.createDirectories(answer(3).getParent());
        Files.writeString(
                answer(3), Files.readString(solution(3)).replace("String reap(", beginning));
        ProcessBuilder inSession = builder("exercise", "3"); // otherwise it could end these tests
        inSession.command().add(0, "setsid");
        CommandResult result = run(inSession);
        assertThat(result.output())
                .containsPattern(
                        "  ok     an exit code from 0 to 255 is reported: .*\n  FAILS  .*\n +cut short: its JVM")
                .contains("cut short: its JVM " + verdict);
        assertThat(result.status()).isEqualTo(1);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "\"{0}\": {1}")
    @DisplayName(
            "if the class of an answer is missing, one line reports that, and the exit status is 1:")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                              | ReapOne.java is empty: --reset puts the starter back",
                "package other; class ReapOne {} | ReapOne.java has no class dev.defunct.exercises.ReapOne: ",
            })
    void hasNoClass(String answer, String verdict) throws Exception {
        Files.createDirectories(answer(3).getParent());
        Files.writeString(answer(3), answer);
        CommandResult result = run("exercise", "3");
        assertThat(result.output()).contains("\n" + verdict).doesNotContain("FAILS");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "if an answer lacks a class that a signature in the test needs, one line reports that")
    void lacksSomething() throws Exception {
        Files.createDirectories(answer(4).getParent());
        Files.writeString(
                answer(4), "package dev.defunct.exercises; public final class PollOne {}");
        assertThat(run("exercise", "4").output())
                .contains("it calls what is not in your file any more");
    }

    @Test
    @DisplayName(
            "if an answer is a folder, one line reports that, and the exit status is 1;"
                    + " the other exercises still work")
    void isFolder() throws Exception {
        Files.createDirectories(answer(3));
        CommandResult result = run("exercise", "3");
        assertThat(result.output()).contains("\nReapOne.java is a folder: move it away\n");
        assertThat(result.status()).isEqualTo(1);
        assertThat(run("exercise").output()).contains("3  Reap one child");
    }

    @Test
    @DisplayName(
            "a class data archive whose end is missing, as after an interrupted copy, is made again")
    void archiveCutShort() throws Exception {
        Files.delete(root.resolve("target")); // which other tests use, too
        Path solutions = ROOT.resolve("workshop/solutions");
        Answer answer = new Answer(root, solutions, exercise(1));
        Path made = new Answer(ROOT, solutions, exercise(1)).archive();
        Path archive = answer.archive();
        Files.createDirectories(archive.getParent());
        Files.copy(made, archive);
        Files.copy(Path.of(made + ".size"), Path.of(archive + ".size"));
        archive.toFile().setWritable(true);
        try (FileChannel file = FileChannel.open(archive, WRITE)) {
            file.truncate(8_000_000);
        }

        Answer.Verdict again = answer.test(1, PATIENCE);

        assertThat(again.isRight()).as(again.text()).isTrue();
        assertThat(Files.size(archive)).isGreaterThan(8_000_000);
    }

    @Test
    @DisplayName("what an answer prints is above the verdict, below the sentence of the test")
    void prints() throws Exception {
        answerToThree(
                "System.out.println(\"pid \" + pid); System.err.println(\"oh\"); return \"?\";");
        assertThat(run("exercise", "3").output())
                .containsPattern(
                        "\n\\(an exit code from 0 to 255 is reported: a child that exits with code 0\\)\npid \\d+\noh\n"
                                + "\\(an exit code from 0 to 255 is reported: a child that exits with code 7\\)\npid \\d+\n"
                                + "oh\n[^?]*\n  FAILS  ");
    }

    @Test
    @DisplayName(
            "for an answer that never stops printing, there is a verdict in time, and no large file")
    void floods() throws Exception {
        answerToThree("while (true) { System.out.println(\"on and on\"); }");
        Answer.Verdict verdict =
                new Answer(ROOT, root.resolve("workshop/mine"), exercise(3))
                        .test(1, Duration.ofSeconds(10));
        assertThat(verdict.text())
                .startsWith(
                        "(an exit code from 0 to 255 is reported: a child that exits with code 0)\non and on\non and on\n")
                .contains("(Your answer printed more.)\n  FAILS  ")
                .endsWith("cut short: it takes more than 10 s: does your answer loop?\n")
                .hasSizeLessThan(10_000);
        assertThat(verdict.isRight()).isFalse();
        String folders = "exercise-" + ProcessHandle.current().pid() + "-";
        File temporary = new File(System.getProperty("java.io.tmpdir"));
        for (File folder : temporary.listFiles((parent, name) -> name.startsWith(folders))) {
            try (Stream<Path> files = Files.walk(folder.toPath())) {
                assertThat(files.mapToLong(file -> file.toFile().length()))
                        .allMatch(length -> length < 1_000_000);
            }
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "./play {0}, SIG{1}")
    @DisplayName(
            "after a signal to ./play exercise, no process is left, and no folder in the "
                    + "temporary folder:")
    @CsvSource({
        "exercise 3, INT",
        "exercise 3, TERM",
        "exercise 3, KILL",
        "exercise 7 --run, INT",
        "exercise 7 --run, KILL"
    })
    void leavesNothing(String arguments, String signal) throws Exception {
        Path temporary = Files.createDirectory(root.resolve("temporary"));
        answerToThree("while (true) { }");
        Files.writeString(
                answer(7),
                """
                package dev.defunct.exercises;
                class IgnoreChildren {
                    public static void main(String[] args) throws Exception {
                        System.in.read();
                    }
                }
                """);
        ProcessBuilder builder = builder(arguments.split(" "));
        builder.command().add(1, "-Djava.io.tmpdir=" + temporary);
        builder.command().addAll(0, Jvm.withDefaultSignals());
        Process tool = builder.start();
        await("the answer's JVM runs")
                .until(() -> tool.descendants().anyMatch(WorkshopIT::hasAnAnswer));
        List<ProcessHandle> started = tool.descendants().toList();
        assertThat(exerciseFolders(temporary)).isNotEmpty();
        Posix.get().kill((int) tool.pid(), new Signal(signal).getNumber());
        tool.waitFor();
        started.forEach(process -> assertEnds(process.pid()));
        if (signal.equals("KILL")) {
            assertThat(exerciseFolders(temporary)).isNotEmpty();
            ProcessBuilder next = builder("exercise", "2");
            next.command().add(1, "-Djava.io.tmpdir=" + temporary);
            run(next);
        }
        assertThat(exerciseFolders(temporary)).isEmpty();
    }

    private static boolean hasAnAnswer(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(" dev.defunct.exercises.");
    }

    /**
     * Waits until the process has exited. The process may stay a zombie, because PID 1 may not
     * reap.
     */
    private static void assertEnds(long pid) {
        await("process " + pid + " ends")
                .until(
                        () ->
                                ProcessTable.ofThisMachine()
                                        .find(pid)
                                        .filter(entry -> !entry.isZombie())
                                        .isEmpty());
    }

    private static List<String> exerciseFolders(Path temporary) {
        return Stream.of(temporary.toFile().list())
                .filter(name -> name.startsWith("exercise"))
                .toList();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "./play {0}")
    @DisplayName("if the output cannot be written, the exit status is 141:")
    @ValueSource(strings = {"exercise", "exercise 1", "exercise 1 --hint", "doctor"})
    void outputClosed(String arguments) throws Exception {
        Process full = builder(arguments.split(" ")).redirectOutput(new File("/dev/full")).start();
        assertThat(full.waitFor()).isEqualTo(128 + 13);
    }

    @Test
    @DisplayName(
            "--hint prints the next hint, up to the third; --solution prints our answer; "
                    + "--reset restores the starter")
    void help() throws Exception {
        assertThat(run("exercise", "5", "--hint").output())
                .contains("Hint 1 of 3")
                .doesNotContain("Hint 2");
        assertThat(run("exercise", "5", "--hint").output())
                .contains("Hint 2 of 3")
                .doesNotContain("Hint 1", "last hint");
        for (int i = 0; i < 2; i++) {
            assertThat(run("exercise", "5", "--hint").output())
                    .contains("Hint 3 of 3")
                    .contains("That was the last hint.")
                    .contains("Ours: ./play exercise 5 --solution\n")
                    .doesNotContain("Hint 2", "4 of");
        }

        assertThat(run("exercise", "5", "--solution").output())
                .isEqualTo(Files.readString(solution(5)));

        assertThat(run("exercise", "5", "--reset").output()).contains("is the starter, as it was");
        for (String attempt : List.of("attempt-1", "attempt-2")) {
            Files.writeString(answer(5), attempt);
            assertThat(run("exercise", "5", "--reset").output())
                    .contains("yours is kept in workshop/mine/.progress/Drain." + attempt);
            assertThat(answer(5))
                    .hasSameTextualContentAs(
                            ROOT.resolve("workshop/starters").resolve(exercise(5).file("java")));
        }
        assertThat(root.resolve("workshop/mine/.progress/Drain.attempt-1")).hasContent("attempt-1");
        assertThat(root.resolve("workshop/mine/.progress/Drain.attempt-2")).hasContent("attempt-2");
        assertThat(run("exercise", "5", "--hint").output())
                .contains("Hint 1 of 3")
                .doesNotContain("Hint 2");
    }

    @Test
    @DisplayName(
            "--watch tests what is saved, obeys keys, goes on when an answer is right, and"
                    + " reports when all exercises are done")
    void watch() throws Exception {
        for (Exercise exercise : Exercise.ALL) {
            if (exercise.number() != 3 && exercise.number() != 4) {
                pretendThatItIsDone(exercise);
            }
        }
        Process terminal = atTerminal("exercise", "--watch");
        try (BufferedReader story = terminal.inputReader()) {
            awaitLine(story, "3  Reap one child: exit or signal");
            awaitLine(story, "Saving workshop/mine/.*/ReapOne.java tests it.");
            type("h", terminal);
            awaitLine(story, "Hint 1 of 3");
            type("l", terminal);
            awaitLine(story, "-> +3  Reap one child: exit or signal.*");
            awaitLine(story, "9 of 11 done");
            type("x", terminal);
            awaitLine(story, "There is no key x\\.");
            type("n", terminal);
            awaitLine(story, "4  Look without waiting");
            type("n", terminal);
            awaitLine(story, "3  Reap one child: exit or signal");
            awaitLine(story, "Saving .*");
            answerToThree("return \"!\";");
            awaitLine(story, "  FAILS .*");
            answerWithSolution(3);
            awaitLine(story, "Right\\.");
            awaitLine(story, "10 of 11 done");
            awaitLine(story, "4  Look without waiting");
            type("n", terminal);
            awaitLine(story, "This is the only one that is not done\\.");
            answerWithSolution(4);
            awaitLine(story, "11 of 11 done");
            awaitLine(story, "All eleven are done.*");
        }
        assertThat(terminal.waitFor()).isZero();
    }

    @Test
    @DisplayName(
            "--watch exits with status 0 when q is typed; without a terminal, --watch "
                    + "prints one line, and exits with status 3")
    void watchEnds() throws Exception {
        Process terminal = atTerminal("exercise", "5", "--watch");
        try (BufferedReader story = terminal.inputReader()) {
            awaitLine(story, "5  One signal, many children");
            type("q", terminal);
            assertThat(story.lines()).isNotEmpty(); // reads until it ends
        }
        assertThat(terminal.waitFor()).isZero();

        ProcessBuilder without = builder("exercise", "5", "--watch");
        without.command().add(0, "setsid"); // a session without a terminal
        CommandResult result = run(without);
        assertThat(result.output()).startsWith("./play: --watch needs a terminal").hasLineCount(1);
        assertThat(result.status()).isEqualTo(3);
    }

    private void pretendThatItIsDone(Exercise exercise) throws IOException {
        answerWithSolution(exercise.number());
        Path progress = Files.createDirectories(root.resolve("workshop/mine/.progress"));
        Files.copy(answer(exercise.number()), progress.resolve(exercise.name() + ".passed"));
    }

    /**
     * Starts ./play at a terminal that script(1) makes. Text that a test writes to the returned
     * process is typed at that terminal.
     */
    private Process atTerminal(String... arguments) throws IOException {
        Needs.all(Needs.program("script"), Needs.program("setsid"));
        ProcessBuilder builder = builder(arguments);
        String command = "'" + String.join("' '", builder.command()) + "'";
        List<String> script = new ArrayList<>(Jvm.withDefaultSignals());
        script.addAll(List.of("script", "--quiet", "--return", "--command", command, "/dev/null"));
        return builder.command(script).start();
    }

    private static void type(String key, Process terminal) throws IOException {
        terminal.outputWriter().append(key).append('\n').flush();
    }

    @Test
    @DisplayName("--run prints what exercise 7 asks for")
    void runs() throws Exception {
        answerWithSolution(7);
        CommandResult result = run("exercise", "7", "--run");
        assertThat(result.output()).isEqualTo("waitFor() says 0\nwaitpid says -1, ECHILD\n");
        assertThat(result.status()).isZero();

        run("exercise", "7", "--reset");
        assertThat(run("exercise", "7", "--run").output())
                .startsWith(
                        "SIGCHLD is default, not ignored: these answers do not count\nwaitFor() says 7\n");
    }

    @Test
    @DisplayName(
            "--run shows the job runner under load, which leaks zombies; if ./play is "
                    + "killed with kill -9, no process is left")
    void leaks() throws Exception {
        ProcessBuilder builder = builder("exercise", "10", "--run");
        // kill -9 leaves a temporary folder: here, where it is removed with the test's own.
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + root);
        Process run = builder.start();
        List<ProcessHandle> cast;
        try (BufferedReader story = run.inputReader()) {
            long pid1 =
                    Long.parseLong(awaitLine(story, ".* Out here its pid is (\\d+)\\.").group(1));
            assertThat(ProcessTable.ofThisMachine().find(pid1))
                    .hasValueSatisfying(runner -> assertThat(runner.command()).isEqualTo("java"));
            awaitLine(story, "job \\d+ exited with code 0");
            awaitLine(story, "run sleep 1; exit 7: exited with code 7");
            cast = run.descendants().toList();
        } finally {
            run.destroyForcibly();
        }
        assertThat(cast).hasSizeGreaterThan(1);
        cast.forEach(member -> assertEnds(member.pid()));
    }

    @Test
    @DisplayName("the solution of exercise 11 passes in a container of a real engine")
    void inContainer() throws Exception {
        needEngine();
        answerWithSolution(11);
        CommandResult result = run("exercise", "11");
        assertThat(result.output())
                .contains(
                        "  ok     if the service does not answer any more, the engine reports unhealthy")
                .doesNotContain("FAILS");
        assertThat(result.status()).isZero();
    }

    @Test
    @DisplayName(
            "exercise 11 without an engine prints one line with what is missing, and exits with 3")
    void withoutEngine() throws Exception {
        for (String command : List.of("exercise 11", "exercise 11 --run")) {
            ProcessBuilder without = builder(command.split(" "));
            without.environment().put("PATH", "/nowhere");
            CommandResult nothing = run(without);
            assertThat(nothing.output())
                    .containsPattern(
                            "(?m)^./play: (needs a|no) container engine .*docker\\.io.*\n$");
            assertThat(nothing.status()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName(
            "exercise 11 and the doctor print the last line of output of an engine that "
                    + "cannot run containers")
    void withBrokenEngine() throws Exception {
        String broken = "podman answers, but cannot run a container, and prints: no rlimits";
        for (String command : List.of("exercise 11", "exercise 11 --run")) {
            CommandResult result = run(withFakePodman(command.split(" ")));
            assertThat(result.output()).containsPattern("(?m)^./play: " + broken + "\n$");
            assertThat(result.status()).isEqualTo(3);
        }
        assertThat(run(withFakePodman("doctor")).output())
                .containsPattern("NO +container engine +" + broken + "\n");
    }

    /** With a podman that answers, has an image, and fails at run. */
    private ProcessBuilder withFakePodman(String... arguments) throws IOException {
        String fake =
                """
                #!/bin/sh
                [ "$1" != run ] || { echo first; echo no rlimits; exit 126; } >&2
                echo 4.3.1
                """;
        Path podman = Files.writeString(root.resolve("podman"), fake);
        Files.setPosixFilePermissions(podman, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder builder = builder(arguments);
        builder.environment().put("DEFUNCT_ENGINE", "podman");
        builder.environment().merge("PATH", root.toString(), (path, bin) -> bin + ":" + path);
        return builder;
    }

    @Test
    @DisplayName(
            "--run of exercise 11 shows zombies in a container; if ./play is killed with "
                    + "kill -9, the container is removed all the same")
    void runsContainer() throws Exception {
        needEngine();
        ProcessBuilder builder = builder("exercise", "11", "--run");
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + root);
        Process run = builder.start();
        String name;
        long pid1;
        try (BufferedReader story = run.inputReader()) {
            name = awaitLine(story, "The service runs in container (\\S+),.*").group(1);
            pid1 = Long.parseLong(awaitLine(story, " +ps .* --ppid (\\d+)").group(1));
            await("zombies").atMost(PATIENCE).until(() -> zombiesOf(pid1) > 1);
        } finally {
            run.destroyForcibly();
        }
        assertThatProcess(pid1).vanishes();
        await("the engine has removed it")
                .atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThatThrownBy(
                                                () ->
                                                        Engine.find()
                                                                .run("container", "inspect", name))
                                        .isInstanceOf(CannotPlay.class));
    }

    private static void needEngine() {
        Needs.all(Needs.containerEngine(), Needs.program("curl"), Needs.program("ps"));
    }

    private static long zombiesOf(long parent) {
        return ProcessTable.ofThisMachine().all().stream()
                .filter(entry -> entry.parent() == parent && entry.isZombie())
                .count();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "./play {0}: {1}")
    @DisplayName("wrong arguments lead to one line and exit status 2:")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "exercise 12              | no exercise '12': there are 1 to 11",
                "exercise ReapOne         | no exercise 'ReapOne': there are 1 to 11",
                "exercise --hint          | name an exercise, 1 to 11: ",
                "exercise 3 4             | '4' is one too many: name one exercise",
                "exercise 3 --run         | exercise 3 cannot be run by itself: only 7, 10 with load, 11 in a container",
                "exercise 3 --solve       | there is no option --solve: the options are --watch, --hint",
                "exercise 3 --hint --run  | give one option at a time",
                "doctor 3                 | doctor takes no arguments",
            })
    void badUsage(String arguments, String complaint) throws Exception {
        CommandResult result = run(arguments.trim().split(" +"));
        assertThat(result.output()).startsWith("./play: " + complaint).hasLineCount(1);
        assertThat(result.status()).isEqualTo(2);
        assertThat(root.resolve("workshop/mine")).doesNotExist();
    }

    @Test
    @DisplayName("--help names every option, and exits with 0")
    void helpText() throws Exception {
        CommandResult result = run("exercise", "--help");
        assertThat(result.output())
                .contains("--watch", "--hint", "--solution", "--run", "--reset", "Exit status");
        assertThat(result.status()).isZero();
    }

    @Test
    @DisplayName(
            "doctor prints one line for each thing that a workshop needs, and what to do "
                    + "if that thing is missing")
    void doctor() throws Exception {
        CommandResult all = run("doctor");
        assertThat(all.output())
                .containsPattern("ok +JDK +\\d+")
                .containsPattern("ok +Maven +Apache Maven \\d")
                .containsPattern("(ok|NO) +container engine +\\w+")
                .containsPattern("(ok|NO) +adopter +process \\d+, ");
        assertThat(all.status()).isEqualTo(all.output().contains("\nNO ") ? 1 : 0);

        ProcessBuilder without = builder("doctor");
        without.environment().put("PATH", "/nowhere");
        CommandResult nothing = run(without);
        assertThat(nothing.output())
                .containsPattern("NO +Maven +mvn is not on PATH: install it")
                .containsPattern("NO +PID namespaces +.*install it \\(package util-linux\\)")
                .containsPattern("NO +container engine +.*\\(package docker.io or podman\\)")
                .containsPattern("NO +curl +curl is not on PATH: install it \\(package curl\\)")
                .contains("Missing: Maven, ");
        assertThat(nothing.status()).isEqualTo(1);
    }

    @Test
    @DisplayName("if PID namespaces are refused, doctor prints what allows them on each system")
    void doctorWithoutNamespaces() throws Exception {
        String refuses = "#!/bin/sh\necho unshare: Operation not permitted\nexit 1\n";
        Path unshare = Files.writeString(root.resolve("unshare"), refuses);
        Files.setPosixFilePermissions(unshare, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder refused = builder("doctor");
        refused.environment().merge("PATH", root.toString(), (path, bin) -> bin + ":" + path);
        assertThat(run(refused).output())
                .containsPattern("NO +PID namespaces +this machine refuses a PID namespace")
                .contains("in Docker: --cap-add SYS_ADMIN --security-opt apparmor=unconfined")
                .contains("on Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0");
    }

    private static Exercise exercise(int number) {
        return Exercise.ALL.get(number - 1);
    }

    private Path answer(int number) {
        return root.resolve("workshop/mine").resolve(exercise(number).file("java"));
    }

    private void answerWithSolution(int number) throws IOException {
        Files.createDirectories(answer(number).getParent());
        Files.writeString(answer(number), Files.readString(solution(number)));
    }

    private static Path solution(int number) {
        return ROOT.resolve("workshop/solutions").resolve(exercise(number).file("java"));
    }

    /** Answers exercise 3 with its starter, where this line replaces the return statement. */
    private void answerToThree(String line) throws IOException {
        Path starter = ROOT.resolve("workshop/starters").resolve(exercise(3).file("java"));
        Files.createDirectories(answer(3).getParent());
        Files.writeString(answer(3), Files.readString(starter).replace("return \"?\";", line));
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(Spawn.javaCommand(Workshop.class, arguments));
        command.add(1, "-Xmx256m");
        return new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
    }

    private Process start(String... arguments) throws IOException {
        return builder(arguments).start();
    }

    private CommandResult run(String... arguments) throws Exception {
        return run(builder(arguments));
    }

    private static CommandResult run(ProcessBuilder builder) throws Exception {
        Process process = builder.start();
        process.getOutputStream().close();
        return CommandResult.of(process);
    }

    private static Matcher awaitLine(BufferedReader story, String pattern) throws IOException {
        for (String line = story.readLine(); line != null; line = story.readLine()) {
            Matcher match = Pattern.compile(pattern).matcher(line);
            if (match.matches()) {
                return match;
            }
        }
        throw new AssertionError("it ended without " + pattern);
    }
}
