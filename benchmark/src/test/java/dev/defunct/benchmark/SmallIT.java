package dev.defunct.benchmark;

import static jnr.constants.platform.WaitFlags.WNOHANG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.ps.PathSearch;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.CommandResult;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName(
        "./play storm and ./play horde with few children: what they check and print, but not their speed")
@Execution(ExecutionMode.CONCURRENT)
class SmallIT {

    /** A script in place of python3. It reports the right statuses, except for one. */
    private static final String LIAR =
            "#!/bin/sh\necho ready\nread -r n rest\necho $n $((n-4)) 3\n";

    private static final int RUNS = 150;

    /** A script in place of python3 that never reports a result. */
    private static final String SLEEPER =
            "#!/bin/sh\necho ready\nread -r order\nread -r more\nexit 0\n";

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES) // long enough if other builds run on the machine
    @DisplayName(
            "in ./play storm every row leaves no zombie and gets every status that it promises, or prints what is not installed")
    void storm(@TempDir Path folder) throws Exception {
        Needs.all(Needs.fonts());
        Path picture = folder.resolve("storm.svg");
        CommandResult storm =
                BenchmarkCommand.toEnd(Storm.class, "--children 16 --rounds 1 --svg " + picture);
        assertThat(storm.status()).as(storm.output()).isZero();
        for (StormRow row : StormRow.values()) {
            assertThat(storm.output())
                    .containsPattern("\n\\Q" + row.title + "\\E +(\\d+ +\\(\\d+-\\d+\\) |not )");
        }
        assertThat(Files.readString(picture)).startsWith("<svg").endsWith("</svg>\n");
        assertThat(Files.readAllLines(picture))
                .as("the labels at the left of the picture, one for each row that was measured")
                .filteredOn(line -> line.contains("translate(10 "))
                .hasSize(
                        (int)
                                Stream.of(StormRow.values())
                                        .filter(row -> isMeasured(row, storm))
                                        .count());
        assertThat(storm.output()).contains("to C", "statuses", "No row left a zombie");
    }

    private static boolean isMeasured(StormRow row, CommandResult storm) {
        String measured = "\n\\Q" + row.title + "\\E +\\d";
        return Pattern.compile(measured).matcher(storm.output()).find();
    }

    @Test
    @DisplayName(
            "./play horde makes all its children zombies, reaps all of them, and prints the process limits")
    void horde(@TempDir Path folder) throws Exception {
        Needs.all(Needs.fonts());
        Path picture = folder.resolve("horde.svg");
        CommandResult horde = BenchmarkCommand.toEnd(Horde.class, "--zombies 80 --svg " + picture);
        assertThat(horde.status()).as(horde.output()).isZero();
        for (int size : new int[] {0, 10, 20, 40, 80}) {
            assertThat(horde.output()).containsPattern("\n +" + size + " +[-\\d]");
        }
        assertThat(horde.output()).contains("pid_max").doesNotContain("not as expected");
        assertThat(picture).content().startsWith("<svg").endsWith("</svg>\n");
    }

    @Test
    @DisplayName(
            "control: if a row loses the status of a child, ./play storm prints that, and its exit status is 1")
    void control(@TempDir Path folder) throws Exception {
        CommandResult storm = withPython(LIAR, folder, 32, "spawn-handler,sig-ign");
        assertThat(storm.output())
                .contains("NOT AS PROMISED: 1 statuses are wrong or lost")
                .containsPattern("SIG_IGN \\(2.2\\) +\\d");
        assertThat(storm.status()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "control: if a row gives no answer, ./play storm kills its process, and the exit status is 1")
    void hung(@TempDir Path folder) throws Exception {
        CommandResult storm = withPython(SLEEPER, folder, 1, "spawn-handler");
        assertThat(storm.output()).contains("NOT AS PROMISED: no answer within 15 s");
        assertThat(storm.status()).isEqualTo(1);
    }

    private static CommandResult withPython(String script, Path folder, int children, String rows)
            throws Exception {
        return withPython(script, folder, children, 1, rows);
    }

    private static CommandResult withPython(
            String script, Path folder, int children, int rounds, String rows) throws Exception {
        Path python = Files.writeString(folder.resolve("python3"), script);
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
        return BenchmarkCommand.toEnd(
                Storm.class,
                Map.of("PATH", folder + ":" + System.getenv("PATH")),
                "--children=" + children,
                "--only=" + rows,
                "--rounds=" + rounds);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @DisplayName(
            "a row with a handler counts all its children, even if signals of one run are delivered in the next:")
    @EnumSource(names = {"HANDLER", "OWN_PIDS"})
    void lateSignals(StormRow row) throws Exception {
        String order = "3 /bin/true /bin/false\n";
        Process worker =
                new ProcessBuilder(Spawn.javaCommand(StormWorker.class, row.name())).start();
        try (OutputStream orders = worker.getOutputStream()) {
            orders.write(order.repeat(RUNS).getBytes());
            orders.flush();
            assertThat(worker.inputReader().lines().skip(1).limit(RUNS))
                    .hasSize(RUNS)
                    .containsOnly("3 3 0");
        }
        worker.waitFor();
    }

    /** A worker in whose JVM other code reaps one child. */
    static final class RobbedWorker {
        public static void main(String[] args) throws Exception {
            Thread thief = new Thread(RobbedWorker::reapOne, "thief");
            thief.setDaemon(true);
            thief.start();
            StormWorker.main(args);
        }

        private static void reapOne() {
            while (Posix.get().waitpid(-1, new int[1], WNOHANG.intValue()) <= 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    @DisplayName(
            "the row that waits only for its own pids counts a child that other code has reaped as lost, and stops waiting for it")
    void robbed() throws Exception {
        String order = "200 /bin/true /bin/true\n";
        List<String> command = Spawn.javaCommand(RobbedWorker.class, StormRow.OWN_PIDS.name());
        Process worker = new ProcessBuilder(command).start();
        try (OutputStream orders = worker.getOutputStream()) {
            orders.write(order.getBytes());
            orders.flush();
            CompletableFuture<String> tally =
                    CompletableFuture.supplyAsync(
                            () -> worker.inputReader().lines().skip(1).findFirst().orElse(""));
            assertThat(tally)
                    .as("the tally of 200 children, of which other code has reaped one")
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isEqualTo("200 199 0");
        } finally {
            worker.destroyForcibly().waitFor();
        }
    }

    /**
     * Runs a row in a JVM in which other code has a child that has already exited. After the run,
     * that code waits for its child, and prints the status.
     */
    static final class StormBesideAChild {
        public static void main(String[] args) throws Exception {
            Posix.unblockSignals();
            Class.forName("java.lang.ProcessImpl");
            int other = Spawn.command("sh", "-c", "exit 7");
            ProcessTable table = ProcessTable.ofThisMachine();
            while (!table.find(other).orElseThrow().isZombie()) {
                Thread.onSpinWait();
            }

            Children children = new Children(new Lifeline());
            children.begin("3 /bin/true /bin/true");
            StormRow.valueOf(args[0]).strategy.run(children);
            children.tally(); // when all are gone

            int[] status = new int[1];
            boolean isThere = Posix.get().waitpid(other, status, 0) == other;
            System.out.println(isThere ? WaitStatus.of(status[0]) : "ECHILD");
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}: other code gets {1}")
    @DisplayName(
            "the rows with own pids and with pidfds do not reap a child of other code; "
                    + "control: the handler with waitpid(-1) reaps it:")
    @CsvSource({"OWN_PIDS, exited with code 7", "PIDFD, exited with code 7", "HANDLER, ECHILD"})
    void besideAChild(StormRow row, String learned) {
        assertThat(Jvm.run(StormBesideAChild.class, row.name()))
                .as(
                        "the status that other code gets for its child, after a run of the row %s",
                        row.title)
                .containsExactly(learned);
    }

    /** Runs a row, and prints whether there were more threads during the run than before. */
    static final class CountsThreads {
        public static void main(String[] args) throws Exception {
            StormRow.Strategy strategy = StormRow.valueOf(args[0]).strategy;
            Children children = new Children(new Lifeline());
            children.begin("64 /bin/true /bin/false");
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            threads.resetPeakThreadCount();
            int before = threads.getPeakThreadCount();

            strategy.run(children);

            System.out.println(children.tally());
            System.out.println(threads.getPeakThreadCount() > before ? "more threads" : "no more");
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}: {1}")
    @DisplayName(
            "the row with pidfds starts no thread; control: a reaper thread and onExit do; all three get every status:")
    @CsvSource({"PIDFD, no more", "REAPER, more threads", "ON_EXIT, more threads"})
    void threads(StormRow row, String threads) {
        assertThat(Jvm.run(CountsThreads.class, row.name())).containsExactly("64 60 4", threads);
    }

    /** Prints the classes of the threads that receive the exit codes of a row's children. */
    static final class NamesThreads {
        public static void main(String[] args) throws Exception {
            Set<String> kinds = new ConcurrentSkipListSet<>();
            Children children =
                    new Children(new Lifeline()) {
                        @Override
                        void endedWith(int code) {
                            kinds.add(Thread.currentThread().getClass().getSimpleName());
                            super.endedWith(code);
                        }
                    };
            children.begin("64 /bin/true /bin/false");
            StormRow.valueOf(args[0]).strategy.run(children);
            children.tally(); // when all are gone
            System.out.println(kinds);
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}: on a {1}")
    @DisplayName(
            "in the row with virtual threads, waitFor returns on a virtual thread; "
                    + "control: in the row without them, on a platform thread:")
    @CsvSource({"VIRTUAL, VirtualThread", "WAIT_FOR, Thread"})
    void virtualThreads(StormRow row, String kind) {
        List<String> printed = Jvm.run(NamesThreads.class, row.name());
        if (row == StormRow.VIRTUAL && Runtime.version().feature() < 21) {
            assertThat(printed.get(0)).contains("NoSuchMethodException");
        } else {
            assertThat(printed).containsExactly("[" + kind + "]");
        }
    }

    @Test
    @DisplayName(
            "on a Java older than 21, the row with virtual threads shows why it cannot "
                    + "run; if it is the only row, the exit status is 3")
    void noVirtualThreads() throws Exception {
        CommandResult storm =
                BenchmarkCommand.toEnd(Storm.class, "--only virtual --children 1 --rounds 1");
        boolean has = Runtime.version().feature() >= 21;
        assertThat(storm.output())
                .containsPattern(
                        "\nwaitFor on virtual threads +"
                                + (has ? "\\d" : "not on Java \\d+: Java 21 has virtual threads"));
        assertThat(storm.status()).isEqualTo(has ? 0 : 3);
    }

    /** A script in place of python3. It notes its pid and each order, and reports no error. */
    private static final String NOTES_ORDERS =
            """
            #!/bin/sh
            echo ready
            while read -r n command rest; do
              echo $$ $n ${command##*/} >>"$(dirname "$0")/orders"
              case $command in
              *sleep*) echo $n $n 0 ;;
              *) echo $n $((n - n / 16)) $((n / 16)) ;;
              esac
            done
            """;

    @Test
    @DisplayName(
            "each row has one process, which first starts children that are not measured, to warm up")
    void warmUp(@TempDir Path folder) throws Exception {
        CommandResult storm = withPython(NOTES_ORDERS, folder, 100, 2, "spawn-handler");
        assertThat(storm.status()).as(storm.output()).isZero();
        List<String> orders = Files.readAllLines(folder.resolve("orders"));
        String pid = orders.get(0).split(" ")[0];
        assertThat(orders)
                .containsExactly(
                        pid + " 200 true",
                        pid + " 100 true",
                        pid + " 20 sleep,0.02",
                        pid + " 100 true",
                        pid + " 20 sleep,0.02");
        assertThat(storm.output()).contains("\n100 children a row and round, 2 rounds, ");
    }

    @Test
    @DisplayName(
            "if cc, python3 and setsid are not installed, the rows that need them print that, and the other rows run")
    void notInstalled(@TempDir Path folder) throws Exception {
        for (String program : new String[] {"true", "false", "sleep"}) {
            Path there = PathSearch.find(program).orElseThrow();
            Files.createSymbolicLink(folder.resolve(program), there);
        }
        CommandResult storm =
                BenchmarkCommand.toEnd(
                        Storm.class,
                        Map.of("PATH", folder.toString()),
                        "--only=wait-each,double-fork,popen-wait,c-wait-each",
                        "--children=1",
                        "--rounds=1");
        assertThat(storm.status()).as(storm.output()).isZero();
        assertThat(storm.output())
                .contains("not installed: no cc on PATH", "not installed: no python3 on PATH")
                .contains("not installed: no setsid on PATH");
    }

    @Test
    @DisplayName("./play storm --help names every row")
    void help() throws Exception {
        CommandResult help = BenchmarkCommand.toEnd(Storm.class, "--help");
        assertThat(help.output())
                .contains(Stream.of(StormRow.values()).map(StormRow::toString).toList());
        assertThat(help.status()).isZero();
    }

    @Test
    @DisplayName(
            "a python3 that fails counts as not installed; if then no row can run, the exit status is 3")
    void broken(@TempDir Path folder) throws Exception {
        CommandResult storm = withPython("#!/bin/sh\necho nope\nexit 3\n", folder, 1, "popen-wait");
        assertThat(storm.output()).contains("python3 fails: nope", "no row could be run");
        assertThat(storm.status()).isEqualTo(3);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0} {1}: {2}")
    @DisplayName(
            "after a wrong option, ./play storm and horde print one line, and the exit status is 2:")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "storm | --children 0   | --children '0' is not a whole number from 1 to 1,000,000",
                "storm | --children abc | --children 'abc' is not a whole number",
                "storm | --children     | --children needs a value: a whole number from 1 to",
                "storm | --only x       | --only: no row 'x': there are [wait-each, sig-ign",
                "storm | --only ,       | --only: no row '': there are [wait-each, sig-ign",
                "storm | 5              | '5' is one too many: the options are --full, --children",
                "horde | --zombies -1   | --zombies '-1' is not a whole number from 1 to",
                "horde | --children 5   | there is no option --children: the options are --full, --zombies, --svg, --help",
                "horde | --svg /no/file | --svg '/no/file': there is no folder /no",
            })
    void badUsage(String command, String arguments, String complaint) throws Exception {
        Class<?> main = command.equals("storm") ? Storm.class : Horde.class;
        CommandResult result = BenchmarkCommand.toEnd(main, arguments);
        assertThat(result.output())
                .startsWith("./play " + command + ": " + complaint)
                .hasLineCount(1);
        assertThat(result.status()).isEqualTo(2);
    }
}
