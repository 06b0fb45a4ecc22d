package dev.defunct.docs;

import static dev.defunct.docs.PagesTest.ROOT;
import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jnr.constants.platform.Signal;
import org.commonmark.node.FencedCodeBlock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("diagnose.md: its commands, run on real zombies")
@Execution(ExecutionMode.CONCURRENT)
class DiagnoseIT {

    private static final Page PAGE = new Page(ROOT, Path.of("docs/diagnose.md"));
    private static final String DUMP = "Full thread dump";
    private static final String LAST = "kill -9 $parent\n";

    private static final ProcessTable TABLE = ProcessTable.ofThisMachine();

    @BeforeAll
    static void prepare() throws Exception {
        PlayIT.prepare();
    }

    @Test
    @DisplayName("each block runs, prints what the page says, and the last one removes the zombie")
    void blocks() throws IOException {
        try (Patient patient = Patient.ofPlay(ROOT)) {
            for (String block : blocks(block -> true)) {
                Fresh.Result result = patient.run(block);
                List<Insert> output =
                        PAGE.inserts().stream()
                                .filter(insert -> insert.what().equals(block))
                                .toList();
                if (output.isEmpty()) {
                    assertThat(result.status()).as(block).isZero();
                }
                output.forEach(
                        insert ->
                                assertThat(insert.isFresh(result.output()))
                                        .as("%s\n%s", insert, result.output())
                                        .isTrue());
                if (!block.equals(LAST)) {
                    assertThatProcess(patient.zombie()).becomesZombie();
                }
            }
            assertThatProcess(patient.zombie()).vanishes();
        }
    }

    /** Parents that do not wait. Each has one child, true(1), which exits at once. */
    enum Parent {
        JVM(List.of(), withAChild(Spawn.javaCommand(WaitsForInput.class))),
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

        Parent(List<String> programs, List<String> command) {
            this.programs = programs;
            this.command = command;
        }

        /** A command that inherits a child across exec. */
        private static List<String> withAChild(List<String> command) {
            List<String> shell =
                    new ArrayList<>(List.of("sh", "-c", "env true & exec \"$0\" \"$@\""));
            shell.addAll(command);
            return shell;
        }

        private static List<String> withXrs(List<String> java) {
            java.add(1, "-Xrs");
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
            }
            line.addAll(command);
            return new ProcessBuilder(line).redirectErrorStream(true).start();
        }

        /** The pid of the parent: what was started, or, for PID 1, the child of unshare. */
        long pid(Process started) {
            if (this != PID_1_OF_A_NAMESPACE) {
                return started.pid();
            }
            await("PID 1").until(() -> childOf(started.pid(), entry -> true).isPresent());
            return childOf(started.pid(), entry -> true).orElseThrow().pid();
        }
    }

    /** A JVM that does nothing, until its input ends. */
    static final class WaitsForInput {
        public static void main(String[] args) throws IOException {
            System.in.read();
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("no block but the last harms the parent, nor reaps the zombie, if the parent is:")
    void harmsNoParent(Parent kind) throws IOException {
        Process started = kind.start();
        long parent = kind.pid(started);
        long zombie = zombieOf(parent);
        ProcessEntry before = TABLE.find(parent).orElseThrow();
        try (Patient patient = new Patient(ROOT, started, parent, zombie)) {
            for (String block : blocks(block -> !block.equals(LAST))) {
                Fresh.Result result = patient.run(block);
                assertThat(TABLE.find(parent).filter(before::isSameProcessAs))
                        .as("the parent, after\n%s\nwhich printed\n%s", block, result.output())
                        .isPresent()
                        .get()
                        .matches(entry -> !entry.isZombie(), "is alive");
            }
            assertThatProcess(zombie).becomesZombie();
            patient.run(LAST);
            assertThatProcess(zombie).vanishes();
        }
    }

    @Test
    @DisplayName("nor PID 1 of a container, if the page is read inside of that container")
    void insideOfAContainer() throws IOException {
        Needs.all(Needs.root()); // to enter it
        Process unshare = Parent.PID_1_OF_A_NAMESPACE.start();
        long init = Parent.PID_1_OF_A_NAMESPACE.pid(unshare);
        String[] enter = {"nsenter", "--target", Long.toString(init), "--pid", "--mount"};
        try (Patient patient = new Patient(ROOT, unshare, init, inside(zombieOf(init)), enter)) {
            for (String block : blocks(block -> true)) {
                Fresh.Result result = patient.run(block);
                assertThatProcess(init).hasParent(unshare.pid());
                if (block.startsWith("parent=")) {
                    assertThat(result.output())
                            .isEqualTo("zombie " + patient.zombie() + ", parent 1\n");
                }
            }
        }
    }

    @Test
    @DisplayName("of a process that is not a zombie it finds no parent, and does not kill it")
    void notAZombie() throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        try (Patient patient = new Patient(ROOT, cat, 0, cat.pid())) {
            for (String block : blocks(block -> true)) {
                patient.run(block);
                assertThat(cat.isAlive()).as("cat is alive, after\n" + block).isTrue();
            }
        }
    }

    @Test
    @DisplayName("step 4 prints the thread of the JDK that waits for a child of ProcessBuilder")
    void namesTheReaper() throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        try (Patient patient = new Patient(ROOT, cat, 0, cat.pid())) {
            assertThat(patient.run("parent=" + self() + "\n" + stepWith("jcmd")).output())
                    .contains("\"process reaper (pid " + cat.pid() + ")\"");
        }
    }

    @Test
    @DisplayName("step 4 names the tracer of a zombie that its parent waits for, and cannot reap")
    void namesTheTracer() throws Exception {
        Needs.all(Needs.root(), Needs.program("python3"));
        Process cat = new ProcessBuilder("cat").start();
        String seize =
                "import ctypes, sys\n"
                        + "failed = ctypes.CDLL(None).ptrace(0x4206, int(sys.argv[1]), 0, 0)\n"
                        + "print(failed, flush=True)\n"
                        + "sys.stdin.read()";
        Process tracer =
                new ProcessBuilder("python3", "-c", seize, Long.toString(cat.pid())).start();
        try (Patient patient = new Patient(ROOT, tracer, 0, cat.pid())) {
            assertThat(tracer.inputReader().readLine()).as("PTRACE_SEIZE returns").isEqualTo("0");
            assertThat(patient.run(stepWith("TracerPid")).output())
                    .contains("TracerPid:\t" + tracer.pid() + "\n");
            cat.getOutputStream().close();
            assertThatProcess(cat.pid()).becomesZombie();
            assertThat(patient.run(stepWith("TracerPid")).output())
                    .contains("TracerPid:\t" + tracer.pid() + "\n");
            tracer.getOutputStream().close();
            assertThatProcess(cat.pid()).vanishes();
        }
    }

    /** Makes zombies until no process starts, and waits until its input ends. */
    static final class FillsUp {
        public static void main(String[] args) throws IOException {
            try {
                while (true) {
                    Spawn.command("true");
                }
            } catch (Spawn.Failed e) {
                System.out.println("full: " + e.errno().name());
                System.in.read();
            }
        }
    }

    @Test
    @DisplayName("at the process limit kill -QUIT prints the threads; control: jcmd cannot start")
    void threadsAtTheLimit() {
        List<String> user = Jvm.asUserWithProcesses(0, 60);
        List<String> command = new ArrayList<>(Jvm.withDefaultSignals());
        command.addAll(user);
        command.addAll(Spawn.javaCommand(FillsUp.class));
        try (ChildProcess jvm = ChildProcess.start(command)) {
            await("the limit").until(() -> jvm.lines().contains("full: EAGAIN"));

            List<String> jcmd = new ArrayList<>(user);
            jcmd.add(System.getProperty("java.home") + "/bin/jcmd");
            jcmd.addAll(List.of(Long.toString(jvm.pid()), "Thread.print"));
            try (ChildProcess control = ChildProcess.start(jcmd)) {
                assertThat(control.failed()).as("whether jcmd failed").isTrue();
                await("jcmd ends").until(control::ended);
                assertThat(control.lines()).noneMatch(line -> line.startsWith(DUMP));
            }
            assertThat(jvm.lines()).noneMatch(line -> line.startsWith(DUMP));

            assertThat(Posix.get().kill((int) jvm.pid(), Signal.SIGQUIT.intValue())).isZero();
            await("the threads")
                    .untilAsserted(
                            () -> assertThat(jvm.lines()).anyMatch(line -> line.startsWith(DUMP)));
        }
    }

    @Nested
    @DisplayName("control, with the command of step 4 as it is, without looking first:")
    class Control {

        private static final String UNGUARDED =
                "jcmd -J-Dsun.tools.attach.attachTimeout=1000 $parent Thread.print";

        @ParameterizedTest(name = "{0}")
        @EnumSource(names = {"PYTHON", "SHELL", "SLEEP"})
        @DisplayName("jcmd of a JDK before 24 kills a parent that is:")
        void kills(Parent kind) throws Exception {
            assertThat(isAliveAfterJcmd(kind))
                    .as("whether it is alive after " + UNGUARDED)
                    .isEqualTo(Jvm.sinceJdk(24, false, true));
        }

        @Test
        @DisplayName("jcmd of any JDK stops a parent that has a handler for SIGQUIT")
        void stops() throws Exception {
            assertThat(isAliveAfterJcmd(Parent.PYTHON_THAT_STOPS_ON_SIGQUIT)).isFalse();
        }

        private boolean isAliveAfterJcmd(Parent kind) throws Exception {
            Process parent = kind.start();
            try (Patient patient =
                    new Patient(ROOT, parent, parent.pid(), zombieOf(parent.pid()))) {
                patient.run("parent=" + parent.pid() + "\n" + UNGUARDED);
                return parent.isAlive();
            }
        }
    }

    private static List<String> blocks(Predicate<String> which) {
        return PAGE.all(FencedCodeBlock.class).stream()
                .filter(block -> block.getInfo().equals("sh"))
                .map(FencedCodeBlock::getLiteral)
                .filter(which)
                .toList();
    }

    /** The block with this word in it. */
    private static String stepWith(String word) {
        return blocks(block -> block.contains(word)).get(0);
    }

    /** By its name, too: python3 may be a script that has short-lived children of its own. */
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

    /** The pid in the innermost namespace (proc(5), NSpid). */
    private static long inside(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            String nsPid = lines.filter(line -> line.startsWith("NSpid:")).findFirst().orElse("0");
            return Long.parseLong(nsPid.substring(nsPid.lastIndexOf('\t') + 1));
        }
    }

    private static long self() {
        return ProcessHandle.current().pid();
    }
}
