package dev.defunct.docs;

import static dev.defunct.docs.PagesTest.ROOT;
import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.PidNamespace;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessEntry.State;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.CommandResult;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import dev.defunct.lab.testing.Pair;
import dev.defunct.lab.testing.PidsCgroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jnr.constants.platform.Signal;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("diagnose.md: its commands, run on real zombies")
@Execution(ExecutionMode.CONCURRENT)
class DiagnoseIT {

    private static final Page PAGE = new Page(ROOT, Path.of("docs/diagnose.md"));
    private static final String LAST_OF_A_DUMP = "JNI global refs";
    private static final String LAST = "kill -9 $parent\n";

    private static final AtomicInteger USERS = new AtomicInteger(); // the number of the next user

    private static final ProcessTable TABLE = ProcessTable.ofThisMachine();

    @BeforeAll
    static void prepare() throws Exception {
        PlayIT.prepare();
    }

    @Test
    @DisplayName(
            "each block of diagnose.md runs, and prints what the page shows about one zombie and its parent; the last block removes the zombie")
    void blocks() throws IOException {
        Matcher shown = Pattern.compile("zombie (\\d+), parent (\\d+)").matcher(PAGE.text());
        assertThat(shown.find()).isTrue();
        try (Pair pair = Pair.start(dev.defunct.nowait.Parent.class)) {
            long zombie = pair.app().pid();
            pair.app().signal(Signal.SIGKILL);
            assertThatProcess(zombie).becomesZombie();
            Diagnosis diagnosis = new Diagnosis(new Shell(ROOT), zombie);
            for (String block : blocks(block -> true)) {
                CommandResult result = diagnosis.run(block);
                List<GeneratedBlock> samples =
                        GeneratedBlock.all(PAGE).stream()
                                .filter(output -> output.what().equals(block))
                                .toList();
                if (samples.isEmpty()) {
                    assertThat(result.status()).as(block).isZero();
                }
                for (GeneratedBlock sample : samples) {
                    String content = named(sample.content(), shown.group(1), shown.group(2));
                    String now = named(result.output(), "" + zombie, "" + pair.parent().pid());
                    assertThat(new GeneratedBlock(sample.kind(), block, content, 0, 0))
                            .as("prints now:\n" + now)
                            .matches(output -> output.isCurrent(now), "is current");
                }
                if (!block.equals(LAST)) {
                    assertThatProcess(zombie).becomesZombie();
                }
            }
            assertThatProcess(zombie).vanishes();
        }
    }

    /** Replaces two pids by words, because samples are compared without their numbers. */
    private static String named(String text, String zombie, String parent) {
        return text.replaceAll("\\b" + zombie + "\\b", "ZOMBIE")
                .replaceAll("\\b" + parent + "\\b", "PARENT");
    }

    /** Parents that never wait. Their child is true(1), which exits at once. */
    enum ParentKind {
        JVM(List.of(), withAChild(Spawn.javaCommand(WaitsForInput.class))),
        JVM_AT_ITS_PROCESS_LIMIT(List.of(), Spawn.javaCommand(FillsUp.class)),
        JVM_WITH_XRS(List.of(), withAChild(withXrs(Spawn.javaCommand(WaitsForInput.class)))),
        PYTHON(List.of("python3"), python("")),
        PYTHON_THAT_STOPS_ON_SIGQUIT(
                List.of("python3"),
                python("signal.signal(signal.SIGQUIT, lambda *_: os._exit(0))")),
        SHELL(List.of("dash"), List.of("dash", "-c", "env true & read line")),
        SLEEP(List.of(), withAChild(List.of("sleep", "600"))),
        PID_1_OF_A_NAMESPACE(List.of("unshare"), withAChild(List.of("sleep", "600")));

        final List<String> programs;
        final List<String> command;

        ParentKind(List<String> programs, List<String> command) {
            this.programs = programs;
            this.command = command;
        }

        /** A shell that starts a child, and then becomes this command by exec. */
        private static List<String> withAChild(List<String> command) {
            List<String> shell =
                    new ArrayList<>(List.of("sh", "-c", "env true & exec \"$0\" \"$@\""));
            shell.addAll(command);
            return shell;
        }

        private static List<String> withXrs(List<String> java) {
            java.addAll(1, List.of("-Xrs", "-XX:+DisableAttachMechanism")); // leaves no socket
            return java;
        }

        private static List<String> python(String line) {
            String code =
                    "import os, signal, subprocess, time\n%s\nchild = subprocess.Popen(['true'])\n"
                            + "time.sleep(600)";
            return List.of("python3", "-c", code.formatted(line));
        }

        Process start() throws IOException {
            programs.forEach(program -> Needs.all(Needs.program(program)));
            List<String> line = new ArrayList<>(Jvm.withDefaultSignals());
            if (this == PID_1_OF_A_NAMESPACE) {
                line.addAll(Jvm.asPid1());
            } else if (this == JVM_AT_ITS_PROCESS_LIMIT) {
                line.addAll(Jvm.asUserWithProcesses(USERS.getAndIncrement(), 60));
            }
            line.addAll(command);
            Process started = new ProcessBuilder(line).redirectErrorStream(true).start();
            if (this == JVM_AT_ITS_PROCESS_LIMIT) {
                awaitLine(started, "full: EAGAIN");
            }
            return started;
        }

        /** The pid of the parent: the started process, or, for PID 1, the child of unshare. */
        long pid(Process started) {
            if (this != PID_1_OF_A_NAMESPACE) {
                return started.pid();
            }
            await("PID 1 is there").until(() -> childOf(started.pid(), entry -> true).isPresent());
            return childOf(started.pid(), entry -> true).orElseThrow().pid();
        }
    }

    /** A parent that was started to have a zombie, and a diagnosis of that zombie. */
    private static final class Started implements AutoCloseable {
        private final Process first;
        private final long parent;
        private final long zombie;
        private final Diagnosis diagnosis;

        /**
         * @param first the started process, which {@link #close} ends
         * @param parent the pid of the zombie's parent, which {@link #close} kills; or 0
         * @param zombie the pid of the zombie, as the shell sees it
         * @param by the beginning of a command line that runs the shell elsewhere; or nothing
         */
        Started(Process first, long parent, long zombie, String... by) {
            this.first = first;
            this.parent = parent;
            this.zombie = zombie;
            this.diagnosis = new Diagnosis(new Shell(ROOT), zombie, by);
        }

        CommandResult run(String commands) {
            return diagnosis.run(commands);
        }

        @Override
        public void close() {
            ProcessHandle.of(parent).ifPresent(ProcessHandle::destroyForcibly);
            first.destroy();
            await("the started process has ended").until(() -> !first.isAlive());
        }
    }

    /** A JVM that waits until its input ends. */
    static final class WaitsForInput {
        public static void main(String[] args) throws IOException {
            System.in.read();
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName(
            "only the last block of diagnose.md harms the parent, or removes the zombie, if the parent is:")
    void harmsNoParent(ParentKind kind) throws IOException {
        Process process = kind.start();
        long parent = kind.pid(process);
        long zombie = zombieOf(parent);
        ProcessEntry before = TABLE.find(parent).orElseThrow();
        try (Started started = new Started(process, parent, zombie)) {
            for (String block : blocks(block -> !block.equals(LAST))) {
                CommandResult result = started.run(block);
                assertThat(TABLE.find(parent).filter(before::isSameProcessAs))
                        .as("the parent, after\n%s\nwhich printed\n%s", block, result.output())
                        .isPresent()
                        .get()
                        .matches(entry -> !entry.isZombie(), "is alive");
            }
            assertThatProcess(zombie).becomesZombie();
            started.run(LAST);
            assertThatProcess(zombie).vanishes();
        }
    }

    @Test
    @DisplayName(
            "no block of diagnose.md harms PID 1 of a container if it runs inside that container")
    void insideOfAContainer() throws IOException {
        Needs.all(Needs.root()); // to enter the namespace
        Process unshare = ParentKind.PID_1_OF_A_NAMESPACE.start();
        long init = ParentKind.PID_1_OF_A_NAMESPACE.pid(unshare);
        String[] enter = {"nsenter", "--target", Long.toString(init), "--pid", "--mount"};
        try (Started started =
                new Started(unshare, init, PidNamespace.pidInside(zombieOf(init)), enter)) {
            for (String block : blocks(block -> true)) {
                CommandResult result = started.run(block);
                assertThatProcess(init).hasParent(unshare.pid());
                if (block.startsWith("parent=")) {
                    assertThat(result.output())
                            .isEqualTo("zombie " + started.zombie + ", parent 1\n");
                }
            }
        }
    }

    @Test
    @DisplayName(
            "for a process that is not a zombie, no block of diagnose.md finds a parent, or kills the process")
    void notAZombie() throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        try (Started started = new Started(cat, 0, cat.pid())) {
            for (String block : blocks(block -> true)) {
                started.run(block);
                assertThat(cat.isAlive()).as("cat is alive, after\n" + block).isTrue();
            }
        }
    }

    /** Has a child of ProcessBuilder, prints its pid, and waits until its input ends. */
    static final class HasAChild {
        public static void main(String[] args) throws IOException {
            System.out.println(new ProcessBuilder("cat").start().pid());
            System.in.read();
        }
    }

    @Test
    @DisplayName(
            "step 4 of diagnose.md makes a JVM print the thread that waits for a child of ProcessBuilder")
    void namesTheReaper() throws IOException {
        List<String> command = new ArrayList<>(Jvm.withDefaultSignals());
        command.addAll(Spawn.javaCommand(HasAChild.class));
        Process jvm = new ProcessBuilder(command).start();
        BufferedReader lines = jvm.inputReader();
        long cat = Long.parseLong(lines.readLine());
        try (Started started = new Started(jvm, jvm.pid(), cat)) {
            String reaper = "process reaper (pid " + cat + ")";
            await("the thread gets its name") // soon after start() has returned
                    .untilAsserted(
                            () -> {
                                assertThat(started.run(parentIs(jvm) + stepWith("-QUIT")).output())
                                        .startsWith("look for '" + reaper + "' in pipe:[");
                                assertThat(stackIn(lines, reaper))
                                        .as("the stack of thread '%s', in a dump", reaper)
                                        .anyMatch(call -> call.contains("waitForProcessExit0"));
                            });
        }
    }

    private static Stream<String> stackIn(BufferedReader dump, String thread) {
        return dump.lines()
                .takeWhile(line -> !line.startsWith(LAST_OF_A_DUMP))
                .dropWhile(line -> !line.contains(thread))
                .takeWhile(line -> !line.isEmpty());
    }

    @Test
    @DisplayName("step 2 of diagnose.md prints the limit of the parent's cgroup, of version 1 or 2")
    void limitOfTheCgroup() throws Exception {
        try (PidsCgroup cgroup = PidsCgroup.make()) {
            List<String> command = new ArrayList<>(cgroup.with(20));
            command.add("cat");
            Process cat = new ProcessBuilder(command).start();
            try (Started started = new Started(cat, 0, cat.pid())) {
                cat.outputWriter().append("it is a member\n").flush();
                cat.inputReader().readLine();
                assertThat(started.run(parentIs(cat) + stepWith("pids.max")).output())
                        .contains(cgroup.folder() + "/pids.max:20\n")
                        .contains(cgroup.folder() + "/pids.current:1\n");
            }
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @CsvSource({
        "version 2, 0::/a, a",
        "version 1, 7:pids:/a, pids/a",
        "both, 7:pids:/a 0::/b, pids/a",
        "control: none, 7:cpuset:/a, a"
    })
    @DisplayName("step 2 of diagnose.md finds the limit in the folder of each version of cgroups:")
    void folders(String versions, String lines, String folder, @TempDir Path root)
            throws IOException {
        Path cgroup = Files.createDirectories(root.resolve(folder));
        Files.writeString(cgroup.resolve("pids.max"), "20\n");
        Files.writeString(cgroup.resolve("pids.current"), "3\n");
        Path list = Files.writeString(root.resolve("list"), lines.replace(' ', '\n') + "\n");
        String block =
                stepWith("pids.max")
                        .replace("/proc/$parent/cgroup", list.toString())
                        .replace("/sys/fs/cgroup", root.toString());
        String output = new Shell(ROOT).run("parent=" + self() + "\n" + block).output();
        String none = "no limit of its own cgroup to be seen from here\n";
        String limit = cgroup + "/pids.max:20\n" + cgroup + "/pids.current:3\n";
        assertThat(output).endsWith(versions.startsWith("control") ? none : limit);
    }

    @Test
    @DisplayName("step 5 of diagnose.md does not kill a process that has got the pid of the zombie")
    void pidOfAnother() throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        try (Started started = new Started(cat, 0, cat.pid())) {
            started.run("parent=" + self() + "\n" + stepWith("kill -9 $zombie"));
            assertThatNoException()
                    .as("writing to process %d, which must be alive", cat.pid())
                    .isThrownBy(() -> cat.outputWriter().append("alive\n").close());
            assertThat(cat.inputReader().readLine()).as("what cat prints then").isEqualTo("alive");
        }
    }

    /** A Python program that traces a process, from a thread that is not its initial thread. */
    private static final String TRACES =
            """
            import ctypes, sys, threading
            def trace():
                failed = ctypes.CDLL(None).ptrace(0x4206, int(sys.argv[1]), 0, 0)
                print(failed, threading.get_native_id(), flush=True)
                sys.stdin.read()
            threading.Thread(target=trace).start()
            """;

    @Test
    @DisplayName(
            "step 4 of diagnose.md names the thread whose tracing keeps the parent from "
                    + "reaping the zombie")
    void namesTheTracer() throws Exception {
        Needs.all(Needs.root(), Needs.program("python3"));
        Process cat = new ProcessBuilder("cat").start();
        Process tracer =
                new ProcessBuilder("python3", "-c", TRACES, Long.toString(cat.pid())).start();
        try (Started started = new Started(tracer, 0, cat.pid())) {
            String[] seized = tracer.inputReader().readLine().split(" ");
            assertThat(seized[0]).as("PTRACE_SEIZE returns").isEqualTo("0");
            String thread = seized[1];
            assertThat(thread)
                    .as("the number of the thread that traces")
                    .isNotEqualTo(Long.toString(tracer.pid()));
            assertThat(started.run(stepWith("TracerPid")).output())
                    .contains("TracerPid:\t" + thread + "\n");
            cat.getOutputStream().close();
            assertThatProcess(cat.pid()).becomesZombie();
            assertThat(started.run(stepWith("TracerPid")).output())
                    .contains("TracerPid:\t" + thread + "\n");
            tracer.getOutputStream().close();
            assertThatProcess(cat.pid()).vanishes();
        }
    }

    /** Makes zombies until no more processes can start, and waits until its input ends. */
    static final class FillsUp {
        public static void main(String[] args) throws IOException {
            try {
                while (true) {
                    Spawn.command("true");
                }
            } catch (Spawn.Failed e) {
                System.out.println("full: " + e.errno().name());
                System.in.read();
                System.out.println("input ended");
            }
        }
    }

    @Test
    @DisplayName("step 4 of diagnose.md makes a JVM at its process limit print its threads")
    void threadsAtTheLimit() throws IOException {
        Process jvm = ParentKind.JVM_AT_ITS_PROCESS_LIMIT.start();
        try (Started started = new Started(jvm, jvm.pid(), zombieOf(jvm.pid()))) {
            started.run(parentIs(jvm) + stepWith("-QUIT"));
            awaitLine(jvm, "Full thread dump");
            awaitLine(jvm, LAST_OF_A_DUMP);
            jvm.getOutputStream().close();
            awaitLine(jvm, "input ended"); // so the dump did not end the JVM
        }
    }

    /** Reads up to a line that starts with this text; fails if the output ends first. */
    private static void awaitLine(Process program, String start) {
        assertThat(program.inputReader().lines().filter(line -> line.startsWith(start)).findFirst())
                .as("a line that starts with " + start)
                .isPresent();
    }

    @ParameterizedTest(name = "{0} -c ''... & {1}''")
    @CsvSource({"bash, read line", "bash, while :; do :; done", "dash, while :; do :; done"})
    @DisplayName("step 7 of diagnose.md: a shell that runs only builtins reaps its child")
    void shellReaps(String shell, String builtins) throws IOException {
        Needs.all(Needs.program(shell));
        String script = "env true & echo $!; " + builtins;
        Process process = new ProcessBuilder(shell, "-c", script).start();
        try {
            assertThatProcess(Long.parseLong(process.inputReader().readLine())).vanishes();
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisplayName(
            "control: dash does not reap its child while a builtin waits for input, and reaps it after that")
    void dashInsideOfRead() throws IOException {
        Needs.all(Needs.program("dash"));
        String script = "sleep 60 & echo $!; read line; :; read line";
        Process dash = new ProcessBuilder("dash", "-c", script).start();
        try {
            long zombie = Long.parseLong(dash.inputReader().readLine());
            await("dash waits inside of read").until(() -> stateOf(dash) == State.SLEEPING);
            ProcessHandle.of(zombie).orElseThrow().destroyForcibly();
            assertThatProcess(zombie).becomesZombie();
            dash.outputWriter().append("line\n").flush();
            assertThatProcess(zombie).vanishes();
            assertThat(dash.isAlive()).isTrue();
        } finally {
            dash.destroyForcibly();
        }
    }

    private static State stateOf(Process process) {
        return TABLE.find(process.pid()).orElseThrow().state();
    }

    @Nested
    @DisplayName(
            "control: jcmd or kill -QUIT, without first checking whether the parent "
                    + "handles SIGQUIT:")
    class Control {

        private static final String UNGUARDED =
                "jcmd -J-Dsun.tools.attach.attachTimeout=1000 $parent Thread.print";

        @ParameterizedTest(name = "{0}")
        @EnumSource(names = {"PYTHON", "SHELL", "SLEEP"})
        @DisplayName(
                "control: a jcmd that does not check for a handler for SIGQUIT kills a parent that is:")
        void kills(ParentKind kind) throws Exception {
            assertThat(isAliveAfterJcmd(kind))
                    .as("whether the parent is alive after " + UNGUARDED)
                    .isEqualTo(looksForAHandler());
        }

        /**
         * Whether jcmd of this JDK looks for a handler. jcmd of 17.0.15 does not, jcmd of 21.0.13
         * and of 25 does: the method is new, and was also added in updates.
         */
        private boolean looksForAHandler() throws ClassNotFoundException {
            Class<?> attach = Class.forName("sun.tools.attach.VirtualMachineImpl");
            return Stream.of(attach.getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals("checkCatchesAndSendQuitTo"));
        }

        @Test
        @DisplayName("control: jcmd of any JDK ends a parent whose handler for SIGQUIT exits")
        void stops() throws Exception {
            assertThat(isAliveAfterJcmd(ParentKind.PYTHON_THAT_STOPS_ON_SIGQUIT)).isFalse();
        }

        @Test
        @DisplayName("control: jcmd, even as root, ends a JVM at its process limit")
        void endsAtTheLimit() throws Exception {
            ends(UNGUARDED, ParentKind.JVM_AT_ITS_PROCESS_LIMIT);
        }

        @ParameterizedTest(name = "{0}")
        @EnumSource(names = {"JVM_WITH_XRS", "PYTHON", "SHELL", "SLEEP"})
        @DisplayName("control: kill -QUIT kills a parent that is:")
        void quitKills(ParentKind kind) throws Exception {
            ends("kill -QUIT $parent", kind);
        }

        private void ends(String command, ParentKind kind) throws Exception {
            Process parent = kind.start();
            try (Started started = new Started(parent, parent.pid(), zombieOf(parent.pid()))) {
                started.run(parentIs(parent) + command);
                assertThatProcess(parent.pid()).vanishes();
            }
        }

        private boolean isAliveAfterJcmd(ParentKind kind) throws Exception {
            Process parent = kind.start();
            try (Started started = new Started(parent, parent.pid(), zombieOf(parent.pid()))) {
                started.run(parentIs(parent) + UNGUARDED);
                return parent.isAlive();
            }
        }
    }

    private static String parentIs(Process process) {
        return "parent=" + process.pid() + "\n";
    }

    private static List<String> blocks(Predicate<String> which) {
        return PAGE.body().select("code.language-sh").stream()
                .map(Element::wholeText)
                .filter(which)
                .toList();
    }

    /** The first block of the page that contains this word. */
    private static String stepWith(String word) {
        return blocks(block -> block.contains(word)).get(0);
    }

    /**
     * Waits until the parent's child true(1) is a zombie. If python3 is a script, it has other
     * short-lived children, too.
     */
    private static long zombieOf(long parent) {
        Predicate<ProcessEntry> which = e -> e.isZombie() && e.command().equals("true");
        await("a zombie of " + parent).until(() -> childOf(parent, which).isPresent());
        return childOf(parent, which).orElseThrow().pid();
    }

    private static Optional<ProcessEntry> childOf(long pid, Predicate<ProcessEntry> which) {
        return TABLE.all().stream()
                .filter(entry -> entry.parent() == pid && which.test(entry))
                .findFirst();
    }

    private static long self() {
        return ProcessHandle.current().pid();
    }
}
