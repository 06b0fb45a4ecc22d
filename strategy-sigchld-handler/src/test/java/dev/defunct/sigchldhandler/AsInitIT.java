package dev.defunct.sigchldhandler;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.ProcFiles;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sun.misc.Signal;

@DisplayName("AsInit, a small init in Java")
@Execution(ExecutionMode.CONCURRENT)
class AsInitIT {

    /**
     * Starts a hundred orphans that live for one to two seconds, each for a different time. Then
     * runs until its input ends.
     */
    private static final String HUNDRED_ORPHANS =
            "for i in $(seq 100); do (sleep 1.$((i * 37 % 90 + 10)) & echo $!); done; echo all; cat";

    private static final long NO_SUCH_PROCESS = -1; // getpgid(2): ESRCH

    private static final String STATUS = "/proc/self/status";

    private static final String PASSED_ON =
            "TERM INT HUP USR1 ALRM CONT WINCH TSTP PWR IO URG PIPE PROF VTALRM XCPU XFSZ STKFLT";

    private static final String TEN_THOUSAND_ORPHANS =
            "for i in $(seq 1000); do (for j in 0 1 2 3 4 5 6 7 8 9; do true & done); done;"
                    + " echo all; cat; exit 3";

    /** Starts four loops that make orphans without end. The command exits when its input ends. */
    private static final String STORMS =
            "for i in 1 2 3 4; do (while :; do (: & : & : & : & : & : & : & : &); done) & done; echo all; read line;"
                    + " echo all; exit 7";

    @TempDir Path folder;

    private final ProcessTable table = ProcessTable.ofThisMachine();

    @ParameterizedTest(quoteTextArguments = false, name = "{0}: {1}")
    @DisplayName(
            "AsInit exits with the exit code of its command, or with 128 + n if signal n has killed the command:")
    @CsvSource(
            delimiter = '|',
            value = {"exit 0        | 0", "exit 255      | 255", "kill -TERM $$ | 143"})
    void exitStatus(String script, int status) throws Exception {
        assertThat(start(List.of(), AsInit.class, "sh", "-c", script).waitFor()).isEqualTo(status);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}: {1}, {2}")
    @DisplayName(
            "if its command cannot be started, AsInit prints one line, and exits with 127 or 126:")
    @CsvSource({"no-such-command, 127, ENOENT", "/etc/passwd, 126, EACCES", "/, 126, EACCES"})
    void cannotStart(String command, int status, String errno) throws Exception {
        Process init = start(List.of(), AsInit.class, command);
        assertThat(init.inputReader().lines())
                .singleElement()
                .asString()
                .startsWith("./play as-init: cannot start " + command + ": " + errno);
        assertThat(init.waitFor()).isEqualTo(status);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "SIG{0}: {1}")
    @DisplayName(
            "if AsInit passes on signal n, and the signal kills the command, AsInit exits with 128 + n:")
    @CsvSource({"TERM, 143", "USR1, 138"})
    void endsBySignal(String signal, int status) throws Exception {
        Process init = start(List.of(), AsInit.class, "sh", "-c", "echo all; cat; true");
        readUntilAll(init);
        kill(signal, init);
        assertThat(init.waitFor()).isEqualTo(status);
        init.getOutputStream().close(); // the end of the cat
    }

    @Test
    @DisplayName("AsInit passes on " + PASSED_ON + " to its command, but not USR2")
    void passesOn() throws Exception {
        passesOn(List.of("USR2"), start(List.of(), AsInit.class, trapsAll()));
    }

    @Test
    @DisplayName("control: tini passes on the same signals, and USR2, too")
    void tiniPassesOn() throws Exception {
        Process tini = startTini(trapsAll());
        passesOn(List.of(), tini);
    }

    /** A command that prints the number of each signal that it gets. */
    private static String[] trapsAll() {
        String script =
                "for s in $0; do trap \"echo $s\" $s; done; echo all; while :; do sleep 0.01; done";
        String numbers =
                Stream.of((PASSED_ON + " USR2").split(" "))
                        .map(name -> Integer.toString(new Signal(name).getNumber()))
                        .collect(Collectors.joining(" "));
        return new String[] {"sh", "-c", script, numbers};
    }

    /**
     * First sends the signals that the init does not pass on to its command, and then the signals
     * that it passes on.
     */
    private static void passesOn(List<String> not, Process init) throws Exception {
        readUntilAll(init);
        for (String signal : not) {
            kill(signal, init);
        }
        String others = not.isEmpty() ? PASSED_ON + " USR2" : PASSED_ON;
        for (String signal : others.split(" ")) {
            kill(signal, init);
            assertThat(CompletableFuture.supplyAsync(() -> NextLine.of(init)))
                    .as("what the command prints after SIG%s to its init", signal)
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isEqualTo(Integer.toString(new Signal(signal).getNumber()));
        }
        ProcessHandle command = init.children().findFirst().orElseThrow();
        command.destroyForcibly();
        assertThat(init.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    @DisplayName(
            "AsInit starts a script without #! with sh, whether the script is found on PATH, or comes after"
                    + " -- and has a slash in its name")
    void scriptWithoutInterpreter() throws Exception {
        for (List<String> command :
                List.of(List.of("script"), List.of("--", script().toString()))) {
            List<String> by = List.of("env", "PATH=" + folder + ":" + System.getenv("PATH"));
            List<String> words = new ArrayList<>(command);
            words.addAll(List.of("a b", "c"));
            isScript(start(by, AsInit.class, words.toArray(String[]::new)));
        }
    }

    @Test
    @DisplayName("control: tini starts a script without #! with sh, too")
    void tiniScriptWithoutInterpreter() throws Exception {
        isScript(startTini(script().toString(), "a b", "c"));
    }

    private Path script() throws IOException {
        Path script = folder.resolve("script");
        Files.writeString(script, "echo $0: $1, $2; exit 9\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private void isScript(Process init) throws Exception {
        assertThat(init.inputReader().lines())
                .containsExactly(folder.resolve("script") + ": a b, c");
        assertThat(init.waitFor()).isEqualTo(9);
    }

    @Test
    @DisplayName(
            "in a JVM with -Xrs, which does not allow a handler for TERM, AsInit prints one line, and exits with 125")
    void reducedSignals() throws Exception {
        List<String> command = Spawn.javaCommand(AsInit.class, "true");
        command.addAll(1, EndsOnSigterm.XRS);
        Process init = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(init.inputReader().lines())
                .containsExactly(
                        "./play as-init: Signal already used by VM or OS: SIGTERM:"
                                + " start this JVM without -Xrs");
        assertThat(init.waitFor()).isEqualTo(125);
    }

    @Test
    @DisplayName(
            "if the limit on open files is too low, AsInit does not start: it prints one "
                    + "line, and exits with status 125")
    void fewOpenFiles() throws Exception {
        Process init =
                start(List.of("sh", "-c", "ulimit -n 20; exec \"$@\"", "sh"), AsInit.class, "true");
        assertThat(init.inputReader().lines())
                .singleElement()
                .asString()
                .startsWith("./play as-init: ")
                .endsWith("allow more open files (ulimit -n)");
        assertThat(init.waitFor()).isEqualTo(125);
    }

    @Test
    @DisplayName(
            "with an option that its JVM does not know, AsInit does not start, and the JVM "
                    + "exits with status 1")
    void unknownOption() throws Exception {
        List<String> by = List.of("env", "JAVA_TOOL_OPTIONS=-XX:+Nonsense");
        Process init = start(by, AsInit.class, "true");
        assertThat(init.inputReader().lines())
                .contains("Error: Could not create the Java Virtual Machine.");
        assertThat(init.waitFor()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "the command of AsInit reads the same input as AsInit, and starts with all signals at their defaults and none blocked")
    void inherits() throws Exception {
        Process init = start(List.of(), AsInit.class, "cat", "-", STATUS);
        init.getOutputStream().write("hello\n".getBytes());
        init.getOutputStream().close();
        assertThat(init.inputReader().lines())
                .contains("hello", "SigBlk:\t0000000000000000")
                .anyMatch(line -> line.matches("SigIgn:\t0000000[0-9a-f]80000000|SigIgn:\t0{16}"));
    }

    @Test
    @DisplayName("the command inherits the open descriptors of AsInit, as <(...) of bash requires")
    void inheritsDescriptors() throws Exception {
        String before = "echo hello > \"$0\"; exec 3< \"$0\"; exec \"$@\"";
        String[] by = {"sh", "-c", before, folder.resolve("file").toString()};
        Process init = start(List.of(by), AsInit.class, "cat", "/dev/fd/3");
        assertThat(init.inputReader().lines()).containsExactly("hello");
    }

    @Test
    @DisplayName(
            "AsInit hands its environment and arguments on to its command byte for byte, as tini does")
    void inheritsBytes() throws Exception {
        Needs.all(Needs.program("tini"));
        List<String> init = Spawn.javaCommand(AsInit.class);
        assertThat(bytesGivenBy(init)).isEqualTo(bytesGivenBy(List.of("tini", "-s", "--")));
    }

    @Test
    @DisplayName(
            "control: a shell drops or changes some bytes of the environment and the arguments")
    void shellChangesBytes() throws Exception {
        Needs.all(Needs.program("tini"));
        List<String> shell = List.of("sh", "-c", "exec \"$@\"", "sh");
        assertThat(bytesGivenBy(shell)).isNotEqualTo(bytesGivenBy(List.of("tini", "-s", "--")));
    }

    /** The environment and the arguments of a command that the given command starts, as Latin-1. */
    private static String bytesGivenBy(List<String> by) throws IOException {
        String odd =
                """
                bytes=$(printf '\\303\\274 \\377\\376 a\\nb')
                exec env -i "PATH=$PATH" a.b=1 9x= "$bytes=$bytes" 'BASH_FUNC_f%%=() { :; }' version=1 home=/ \
                    IFS=x PPID=1 OLDPWD=/no PWD=/no LC_ALL= "$@" cat /proc/self/environ /proc/self/cmdline "/no/$bytes"
                """;
        List<String> command = new ArrayList<>(List.of("sh", "-c", odd, "sh"));
        command.addAll(by);
        Process process = new ProcessBuilder(command).start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.onExit().join().exitValue()).as("the exit code of cat").isEqualTo(1);
        return new String(output, StandardCharsets.ISO_8859_1);
    }

    @Test
    @DisplayName(
            "if HUP, INT and TERM were ignored when AsInit started, as under nohup, AsInit and its command ignore them")
    void staysIgnored() throws Exception {
        Process init =
                start(
                        List.of("env", "--ignore-signal=HUP,INT,TERM"),
                        AsInit.class,
                        "cat",
                        "-",
                        STATUS);
        init.outputWriter().append("ready\n").flush();
        assertThat(init.inputReader().readLine()).as("what its command echoes").isEqualTo("ready");
        kill("HUP", init);
        kill("INT", init);
        kill("TERM", init);
        init.getOutputStream().close();
        assertThat(init.inputReader().lines())
                .anyMatch(
                        line ->
                                line.matches(
                                        "SigIgn:\\t0{12}4003|SigIgn:\\t0000000[0-9a-f]80004003"));
        assertThat(init.waitFor()).isZero();
    }

    @Test
    @DisplayName(
            "as a subreaper, AsInit reaps a hundred orphans while its command keeps running, in a process group"
                    + " of its own, as in the test of tini")
    void subreaper() throws Exception {
        Process init = start(List.of(), AsInit.class, "sh", "-c", HUNDRED_ORPHANS);
        reapsAHundred(init, init.pid());
    }

    @Test
    @DisplayName("as PID 1, AsInit also reaps a hundred orphans while its command keeps running")
    void pid1() throws Exception {
        Process unshare = start(Jvm.asPid1(), AsInit.class, "sh", "-c", HUNDRED_ORPHANS);
        await("PID 1").until(() -> !childrenOf(unshare.pid()).isEmpty());
        reapsAHundred(unshare, pid1Below(unshare));
    }

    @Test
    @DisplayName(
            "control: an init that waits only for its command is left with a hundred zombies, all in"
                    + " the process group of that init")
    void forgets() throws Exception {
        Process init = start(List.of(), ForgetsTheAdopted.class, "sh", "-c", HUNDRED_ORPHANS);
        readUntilAll(init);
        assertThat(childrenOf(init.pid()))
                .allMatch(child -> groupOf(child.pid()) == groupOf(init.pid()));
        await().untilAsserted(() -> assertThat(zombiesBelow(init.pid())).hasSize(100));
        end(init, 0);
    }

    @Test
    @DisplayName(
            "AsInit reaps all of ten thousand orphans of its command, and still exits with the command's exit code")
    void tenThousand() throws Exception {
        Process init = start(List.of(), AsInit.class, "sh", "-c", TEN_THOUSAND_ORPHANS);
        readUntilAll(init);
        await().untilAsserted(() -> assertThat(zombiesBelow(init.pid())).isEmpty());
        end(init, 3);
    }

    @Test
    @DisplayName(
            "AsInit exits as soon as its command has exited, however many orphans it could reap before that")
    void endsAtOnce() throws Exception {
        String script = "echo all; read line; for i in $(seq 300); do (: &); done; exit 7";
        List<String> above = Spawn.javaCommand(CountsWhatIsLeft.class);
        Process outer = start(above, AsInit.class, "sh", "-c", script);
        readUntilAll(outer);
        ProcessHandle init = outer.children().findFirst().orElseThrow();
        ProcessHandle command = init.children().findFirst().orElseThrow();
        kill("STOP", init);
        assertThatProcess(init.pid()).becomes(ProcessEntry.State.STOPPED);
        outer.outputWriter().append("go on\n").flush();
        assertThatProcess(command.pid()).becomesZombie();
        await().untilAsserted(() -> assertThat(zombiesOf(init.pid())).hasSize(301));

        kill("CONT", init);

        assertThat(outer.inputReader().lines())
                .containsExactly("exited with code 7, and left 300 zombies");
    }

    @Test
    @DisplayName(
            "AsInit exits when its command has exited, even while new orphans arrive without end")
    void endsInAStorm() throws Exception {
        Process unshare = startStorms(AsInit.class);

        unshare.getOutputStream().close(); // ends the command

        assertThat(unshare.onExit())
                .as("the end of an init whose command has exited")
                .succeedsWithin(Duration.ofSeconds(30))
                .returns(7, Process::exitValue);
    }

    @Test
    @DisplayName(
            "control: an init that first reaps all orphans does not exit when its command has exited")
    void doesNotEndInAStorm() throws Exception {
        Process unshare = startStorms(WaitsForAll.class);

        unshare.getOutputStream().close();

        readUntilAll(unshare); // the command prints it, and exits
        await("the init stays").during(Duration.ofSeconds(2)).until(unshare::isAlive);
        unshare.destroyForcibly(); // then the kernel kills all in the namespace
    }

    /** Returns when the init, which is PID 1, has reaped many orphans. */
    private Process startStorms(Class<?> init) throws Exception {
        Process unshare = start(Jvm.asPid1(), init, "sh", "-c", STORMS);
        readUntilAll(unshare);
        await("orphans are reaped")
                .until(() -> ProcFiles.cpuMillisOfChildren(pid1Below(unshare)) > 50);
        return unshare;
    }

    private long pid1Below(Process unshare) {
        return childrenOf(unshare.pid()).get(0).pid();
    }

    @Test
    @DisplayName(
            "when an orphan exits, AsInit does not read anything about five hundred other orphans that keep running")
    void livingOrphans() throws Exception {
        String script =
                "for i in $(seq 500); do (sleep 1000 &); done; echo all; read line;"
                        + " for i in $(seq 20); do (: &); sleep 0.02; done; echo all; cat;"
                        + " kill -KILL -$$";
        Process init = start(List.of(), AsInit.class, "sh", "-c", script);
        readUntilAll(init);
        long before = callsOfRead(init);
        init.outputWriter().append("go on\n").flush();
        readUntilAll(init);
        await().untilAsserted(() -> assertThat(zombiesOf(init.pid())).isEmpty());
        assertThat(callsOfRead(init) - before).as("calls of read(2)").isLessThan(500);
        end(init, 128 + 9);
    }

    /**
     * How many times the process has called read(2) and the like: syscr in /proc/PID/io (proc(5)).
     */
    private static long callsOfRead(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/io")).stream()
                .filter(line -> line.startsWith("syscr: "))
                .mapToLong(line -> Long.parseLong(line.substring("syscr: ".length())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName(
            "AsInit also reaps orphans of another user, which it may not see in /proc (hidepid)")
    void hidepid() throws Exception {
        Needs.all(Needs.root(), Needs.program("setpriv"));
        String script = "for i in $(seq 10); do (sleep 0.1 &); done; sleep 1; ls -d /proc/[0-9]*";
        String[] asNobody = {"setpriv", "--reuid=65534", "--clear-groups", "sh", "-c", script};
        List<String> by = new ArrayList<>(Jvm.asPid1());
        String hide = "mount -o remount,hidepid=2 /proc && exec \"$@\"";
        by.addAll(List.of("sh", "-c", hide, "sh", "setpriv", "--regid=65533"));
        by.addAll(List.of("--clear-groups", "--bounding-set=-sys_ptrace"));
        Process unshare = start(by, AsInit.class, asNobody);
        assertThat(unshare.inputReader().lines().toList())
                .as("what the command sees in /proc")
                .hasSizeLessThanOrEqualTo(2);
        assertThat(unshare.waitFor()).isZero();
    }

    @Test
    @DisplayName(
            "a program that reaps orphans with Adopted can use ProcessBuilder: no exit code is stolen, and no zombie stays")
    void besideProcessBuilder() {
        assertThat(Jvm.run(InitWithProcessBuilder.class, "adopted"))
                .containsExactly("wrong: 0", "no zombie is left");
    }

    @Test
    @DisplayName(
            "the class Adopted also reaps an orphan whose pid the JDK wrongly takes for the pid of a child of ProcessBuilder")
    void poisonedPid() {
        List<String> command = Spawn.javaCommand(ReapsAPoisonedPid.class);
        command.add(1, ReapsAPoisonedPid.OPEN);
        try (ChildProcess program = ChildProcess.start(command)) {
            program.awaitEnd(Duration.ofSeconds(30));
            assertThat(program.lines()).containsExactly("reaped: true");
        }
    }

    @Test
    @DisplayName(
            "control: with waitpid(-1) in place of Adopted, an exit code is stolen sooner or later")
    void besideProcessBuilderAny() {
        assertThat(Jvm.run(InitWithProcessBuilder.class, "any")).contains("wrong: 1");
    }

    @Test
    @DisplayName(
            "AsInit still reaps at the process limit, where the JVM cannot start a thread for a handler")
    void atTheLimit() throws Exception {
        String fill = "(for i in $(seq 100); do sleep 60 & done) 2>/dev/null";
        String orphans = "for i in 1 2 3; do (sleep 2 & echo orphan $!); done";
        Process init =
                start(
                        Jvm.asUserWithProcesses(3, 60),
                        AsInit.class,
                        "sh",
                        "-c",
                        orphans + "; " + fill + "; echo all; read line");
        readUntilAll(init).stream()
                .filter(line -> line.startsWith("orphan "))
                .map(line -> Long.parseLong(line.substring("orphan ".length())))
                .forEach(orphan -> assertThatProcess(orphan).vanishes());
        init.descendants().forEach(ProcessHandle::destroyForcibly);
        init.waitFor();
    }

    /** Checks what the test of tini checks: krallin/tini, test/reaping/stage_1.py. */
    private void reapsAHundred(Process started, long init) throws Exception {
        assertThat(readUntilAll(started)).hasSize(100);
        List<ProcessEntry> children = childrenOf(init);
        assertThat(children).as("the children: the command and its orphans").hasSizeGreaterThan(1);
        assertThat(children)
                .as("the command leads a process group")
                .filteredOn(child -> groupOf(child.pid()) == child.pid())
                .singleElement()
                .satisfies(
                        command ->
                                assertThat(children)
                                        .as("each orphan is in the group of the command, or reaped")
                                        .extracting(child -> groupOf(child.pid()))
                                        .isSubsetOf(command.pid(), NO_SUCH_PROCESS));
        await().untilAsserted(
                        () ->
                                assertThat(childrenOf(init))
                                        .as("the children: only the command")
                                        .hasSize(1));
        assertThat(below(init))
                .as("the processes below the init: the command still runs")
                .isNotEmpty();
        end(started, 0);
    }

    private static long groupOf(long pid) {
        return Posix.get().getpgid((int) pid);
    }

    private List<ProcessEntry> childrenOf(long pid) {
        return table.all().stream().filter(entry -> entry.parent() == pid).toList();
    }

    private List<ProcessEntry> zombiesOf(long pid) {
        return childrenOf(pid).stream().filter(ProcessEntry::isZombie).toList();
    }

    /** The lines that the init prints before "all". */
    private static List<String> readUntilAll(Process init) throws IOException {
        List<String> lines = new ArrayList<>();
        BufferedReader words = init.inputReader();
        for (String line = words.readLine(); !"all".equals(line); line = words.readLine()) {
            assertThat(line)
                    .as("a line before the end of the output, which has to contain \"all\"")
                    .isNotNull();
            lines.add(line);
        }
        return lines;
    }

    private static void kill(String signal, Process process) {
        kill(signal, process.toHandle());
    }

    private static void kill(String signal, ProcessHandle process) {
        int number = new Signal(signal).getNumber();
        assertThat(Posix.get().kill((int) process.pid(), number)).isZero();
    }

    private static void end(Process init, int status) throws Exception {
        init.getOutputStream().close();
        assertThat(init.waitFor()).isEqualTo(status);
    }

    private List<ProcessEntry> zombiesBelow(long pid) {
        return below(pid).stream().filter(ProcessEntry::isZombie).toList();
    }

    private List<ProcessEntry> below(long pid) {
        return ProcessHandle.of(pid)
                .orElseThrow()
                .descendants()
                .flatMap(handle -> table.find(handle.pid()).stream())
                .toList();
    }

    private static Process startTini(String... args) throws IOException {
        Needs.all(Needs.program("tini"));
        List<String> command = new ArrayList<>(Jvm.withDefaultSignals());
        command.addAll(List.of("tini", "-s", "--"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static Process start(List<String> by, Class<?> main, String... args)
            throws IOException {
        List<String> command = new ArrayList<>(Jvm.withDefaultSignals());
        command.addAll(by);
        command.addAll(Spawn.javaCommand(main, args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
