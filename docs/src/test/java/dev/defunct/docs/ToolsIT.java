package dev.defunct.docs;

import static dev.defunct.docs.PagesTest.ROOT;
import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.CommandResult;
import dev.defunct.lab.testing.Needs;
import dev.defunct.lab.testing.RunningContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import jnr.constants.platform.Signal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The running child, and the child after it was reaped, are the controls for the zombies. */
@DisplayName("tools.md: what each tool reports about a zombie, and about a child that runs")
@Execution(ExecutionMode.CONCURRENT)
class ToolsIT {

    private static final ProcessTable TABLE = ProcessTable.ofThisMachine();

    private static final String COMMAND_LINE = "its command line";
    private static final String OF_PROCESS_BUILDER = "`Process.isAlive()`";
    private static final String DOCKER_TOP = "`docker top`";

    /** The tools that are given a pid, by the names that they have on the page. */
    enum Tool {
        IS_ALIVE(
                "`ProcessHandle.isAlive()`",
                pid -> "" + ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()),
        KILL("`kill -0`", pid -> shell("kill -0 " + pid).status() == 0 ? "succeeds" : "fails"),
        STATE("`ps -o s=`", pid -> code(ps("s", pid))),
        ARGUMENTS("`ps -o args=`", pid -> commandLine(ps("args", pid))),
        MEMORY("`ps -o rss=`", pid -> amount(ps("rss", pid))),
        CPU("`ps -o pcpu=`", pid -> amount(ps("pcpu", pid))),
        TOP_STATE("`top`, S", pid -> code(top("S", pid))),
        TOP_CPU("`top`, %CPU", pid -> amount(top("%CPU", pid))),
        PGREP("`pgrep`", pid -> listed("pgrep -x java", pid)),
        COMM("`/proc/PID/comm`", pid -> code(read(pid, "comm"))),
        CMDLINE("`/proc/PID/cmdline`", pid -> commandLine(read(pid, "cmdline"))),
        STATUS("`/proc/PID/status`, State", pid -> code(state(read(pid, "status")))),
        JPS("`jps`", pid -> listed("jps", pid)),
        JCMD("`jcmd PID VM.version`", Tool::jcmd);

        private static final String NONE = "nothing";

        final String label;
        final LongFunction<String> report;

        Tool(String label, LongFunction<String> report) {
            this.label = label;
            this.report = report;
        }

        private static String ps(String column, long pid) {
            return shell("ps -o " + column + "= -p " + pid).output().strip();
        }

        /**
         * Reads the second of two frames, because the first frame shows the CPU use since the
         * start.
         */
        private static String top(String column, long pid) {
            List<List<String>> lines =
                    shell("HOME=/ TERM=dumb top -b -d 1 -n 2 -p " + pid)
                            .output()
                            .lines()
                            .map(line -> List.of(line.strip().split(" +")))
                            .toList();
            int frame = 0;
            int place = 0;
            for (List<String> line : lines) {
                if (line.contains("PID")) {
                    frame++;
                    place = line.indexOf(column);
                } else if (frame == 2 && line.get(0).equals(Long.toString(pid))) {
                    return line.get(place);
                }
            }
            return "";
        }

        private static String listed(String command, long pid) {
            Stream<String> lines = shell(command).output().lines();
            return lines.anyMatch(line -> line.split(" ")[0].equals(Long.toString(pid)))
                    ? "lists it"
                    : "does not list it";
        }

        private static String jcmd(long pid) {
            CommandResult result = shell("jcmd " + pid + " VM.version");
            if (result.status() == 0) {
                return "answers";
            }
            return result.output().contains("doesn't respond") ? "fails: no response" : "fails";
        }

        /** Nothing if there is no such file; an empty line if the file is empty. */
        private static String read(long pid, String file) {
            try {
                return Files.readString(Path.of("/proc/" + pid, file)).replace('\0', ' ') + "\n";
            } catch (IOException gone) {
                return "";
            }
        }

        private static String state(String status) {
            return status.lines()
                    .filter(line -> line.startsWith("State:"))
                    .map(line -> line.replaceFirst("State:\\s+", ""))
                    .findFirst()
                    .orElse("");
        }

        private static String code(String text) {
            return text.isEmpty() ? NONE : "`" + text.strip() + "`";
        }

        private static String commandLine(String text) {
            if (text.isBlank()) {
                return text.isEmpty() ? NONE : "empty";
            }
            return text.contains(Busy.class.getName()) ? COMMAND_LINE : code(text);
        }

        private static String amount(String number) {
            if (number.isEmpty()) {
                return NONE;
            }
            return Double.parseDouble(number) > 0 ? "more than 0" : "0";
        }
    }

    /** A JVM that keeps using the CPU. It makes a file when it has started. */
    static final class Busy {
        public static void main(String[] args) throws Exception {
            Files.createFile(Path.of(args[0]));
            while (true) {
                long end = System.nanoTime() + 10_000_000;
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                Thread.sleep(10);
            }
        }

        /**
         * A JVM with the file that jps reads. The file is the default, but javaCommand turns it
         * off.
         */
        static List<String> command(Path up) {
            List<String> java = Spawn.javaCommand(Busy.class, up.toString());
            java.set(java.indexOf("-XX:-UsePerfData"), "-XX:+UsePerfData");
            return java;
        }

        static void awaitUp(Path up) {
            await("the JVM is up").until(() -> Files.exists(up));
        }
    }

    /** A child of this JVM, started with posix_spawn: no JDK thread waits for it. */
    private static final class Child implements AutoCloseable {

        private final int pid;
        private boolean reaped;

        Child(Path folder) throws IOException {
            Posix.restoreDefault("CHLD"); // this JVM may have inherited SIG_IGN
            Path up = Files.createTempDirectory(folder, "child").resolve("up");
            this.pid = Spawn.command(Busy.command(up).toArray(String[]::new));
            Busy.awaitUp(up);
        }

        void end(Signal signal) {
            Posix.get().kill(pid, signal.intValue());
            assertThatProcess(pid).becomesZombie();
        }

        void reap() {
            assertThat(Posix.get().waitpid(pid, new int[1], 0)).isEqualTo(pid);
            reaped = true;
        }

        @Override
        public void close() throws IOException {
            if (!reaped) {
                Posix.get().kill(pid, Signal.SIGKILL.intValue());
                reap();
            }
            removePerfData(pid);
        }
    }

    static List<Object[]> rows() {
        List<Object[]> rows = new ArrayList<>();
        for (Tool tool : Tool.values()) {
            rows.add(new Object[] {tool, sentence(tool.label)});
        }
        return rows;
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{1}")
    @MethodSource("rows")
    @DisplayName("each cell of tools.md is what the tool reports:")
    void row(Tool tool, String sentence, @TempDir Path folder) throws IOException {
        Needs.all(Needs.linux(), Needs.program("ps")); // top and pgrep come with ps
        if (tool == Tool.JPS) { // the folder that jps reads has the user's name
            Needs.all(Needs.succeeds("a user name", "an entry in /etc/passwd", "id", "-un"));
        }
        List<String> seen = new ArrayList<>();
        try (Child exits = new Child(folder);
                Child killed = new Child(folder)) {
            seen.add(tool.report.apply(exits.pid));
            exits.end(Signal.SIGTERM); // a JVM handles it, and exits with code 143
            seen.add(tool.report.apply(exits.pid));
            killed.end(Signal.SIGKILL);
            seen.add(tool.report.apply(killed.pid));
            exits.reap();
            seen.add(tool.report.apply(exits.pid));
        }
        assertThat(cells(tool.label)).isEqualTo(seen);
    }

    @Test
    @DisplayName(
            "Process.isAlive() is false for a child of ProcessBuilder that exited: the child is gone")
    void process(@TempDir Path folder) throws Exception {
        List<String> seen = new ArrayList<>();
        try (ProcessBuilderChild exits = new ProcessBuilderChild(folder.resolve("1"));
                ProcessBuilderChild killed = new ProcessBuilderChild(folder.resolve("2"))) {
            seen.add(exits.isAlive());
            exits.end(Signal.SIGTERM);
            seen.add(exits.isAlive());
            killed.end(Signal.SIGKILL);
            seen.add(killed.isAlive());
            assertThatProcess(exits.process.pid()).vanishes();
            seen.add(exits.isAlive());
        }
        assertThat(cells(OF_PROCESS_BUILDER)).isEqualTo(seen);
    }

    private record ProcessBuilderChild(Process process) implements AutoCloseable {

        ProcessBuilderChild(Path up) throws IOException {
            this(new ProcessBuilder(Busy.command(up)).start());
            Busy.awaitUp(up);
        }

        void end(Signal signal) {
            Posix.get().kill((int) process.pid(), signal.intValue());
            await("isAlive() has changed").until(() -> !process.isAlive());
        }

        String isAlive() {
            boolean isGone = TABLE.find(process.pid()).isEmpty();
            return process.isAlive() + (isGone ? ": the JDK has reaped it" : "");
        }

        @Override
        public void close() throws Exception {
            process.destroyForcibly().waitFor();
            removePerfData(process.pid());
        }
    }

    @Test
    @DisplayName("docker top shows a running process of the container, and no zombie")
    void dockerTop() {
        Needs.all(Needs.docker());
        List<String> seen = new ArrayList<>();
        try (RunningContainer container = RunningContainer.start(List.of(), "sleep", "1000")) {
            long killed = orphan(container, "sleep 1000");
            seen.add(top(container, killed));
            long exited = orphan(container, "tail --pid=$$ -f /dev/null"); // until the shell exits
            assertThatProcess(exited).becomesZombie();
            seen.add(top(container, exited));
            TiniIT.kill(killed);
            assertThatProcess(killed).becomesZombie();
            seen.add(top(container, killed));
        }
        try (RunningContainer container =
                RunningContainer.start(List.of("--init"), "sleep", "1000")) {
            long reaped = orphan(container, "sleep 1000");
            TiniIT.kill(reaped);
            assertThatProcess(reaped).vanishes();
            seen.add(top(container, reaped));
        }
        assertThat(cells(DOCKER_TOP)).isEqualTo(seen);
    }

    /** Starts a process that PID 1 adopts. Returns its pid outside, which docker top shows. */
    private static long orphan(RunningContainer container, String command) {
        String shell = command + " >/dev/null 2>&1 & echo $!";
        long inside = Long.parseLong(container.exec("sh", "-c", shell).get(0));
        return container.namespace().find(inside).map(ProcessEntry::pid).orElseThrow();
    }

    private static String top(RunningContainer container, long pid) {
        return container.engine("top").stream()
                .filter(line -> line.split(" +")[1].equals(Long.toString(pid)))
                .map(line -> line.contains("<defunct>") ? "`<defunct>`" : COMMAND_LINE)
                .findFirst()
                .orElse("nothing");
    }

    @Test
    @DisplayName("the table in tools.md has a row for each tool that is tested, and no others")
    void allRows() {
        Stream<String> tools = Stream.of(Tool.values()).map(tool -> tool.label);
        List<String> tested =
                Stream.concat(tools, Stream.of(OF_PROCESS_BUILDER, DOCKER_TOP)).toList();
        assertThat(table())
                .extracting(row -> row.get(0))
                .containsExactlyInAnyOrderElementsOf(tested);
    }

    /** The rows of the page's table, without its head. Each has its label and its cells. */
    private static List<List<String>> table() {
        return new Page(ROOT, Path.of("docs/tools.md"))
                .text()
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" [|] ")))
                .toList();
    }

    private static List<String> cells(String label) {
        return table().stream()
                .filter(row -> row.get(0).equals(label))
                .map(row -> row.subList(1, row.size()))
                .findFirst()
                .orElseThrow();
    }

    private static String sentence(String label) {
        String words = "%s: for a running child %s, for zombies %s and %s, for a reaped child %s";
        List<String> row = new ArrayList<>(List.of(label));
        row.addAll(cells(label));
        return words.formatted(row.toArray()).replace("`", "");
    }

    private static CommandResult shell(String command) {
        return new Shell(ROOT).run(command);
    }

    /** Removes the file that a killed JVM leaves behind. The next JVM would remove it, too. */
    private static void removePerfData(long pid) throws IOException {
        String folder = "/tmp/hsperfdata_" + System.getProperty("user.name");
        Files.deleteIfExists(Path.of(folder, Long.toString(pid)));
    }
}
