package dev.defunct.docs;

import static dev.defunct.docs.PagesTest.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plays forty rounds, in two rows at the same time, and begins no round after half a minute. Each
 * build makes the same choices, at different moments. {@code -Dchaos.seed=SEED} makes others.
 */
@DisplayName("Chaos: a random signal to a random process of a random ./play")
@Execution(ExecutionMode.CONCURRENT)
class ChaosIT {

    private static final long SEED = Long.getLong("chaos.seed", 1);
    private static final int ROUNDS = 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final List<String> SECTIONS = List.of("1.1", "1.2", "1.3", "2.1", "2.2", "2.3");
    private static final List<String> INITS =
            List.of("host", "reaping", "careless", "self", "tini");
    private static final List<String> PROGRAMS =
            List.of(
                    "LeavesGrandchildren",
                    "EndsGrandchildren",
                    "TrustsIsAlive",
                    "LooksAtTheState",
                    "KeepsExitCodes",
                    "WaitsForItsOwn",
                    "SharesItsStatus",
                    "TakesStopForExit",
                    "EndsOnSigterm");

    private static final String LEAVES_ORPHANS =
            "for i in 1 2 3 4 5; do (sleep 0.$i &); done; sleep 1; exit 7";

    private static final List<String> SIGNALS = List.of("KILL", "STOP", "TERM", "HUP", "INT");

    /** The exit statuses of a play, of the command of as-init, and after each signal but STOP. */
    private static final Set<Integer> SENSIBLE = Set.of(0, 1, 3, 7, 129, 130, 137, 143);

    /** Words that a JVM prints if it gets the signal before the JVM or jnr-posix has started up. */
    private static final List<String> TOO_EARLY =
            List.of("Error occurred during initialization of VM", "DeleteOnExitHook");

    private final ProcessTable table = ProcessTable.ofThisMachine();

    /** Makes the class data archive, so that no round makes it. */
    @BeforeAll
    static synchronized void prepare() throws Exception {
        PlayIT.run(ROOT.resolve("play").toString(), "--version");
    }

    @ParameterizedTest(quoteTextArguments = false, name = "row {0}")
    @ValueSource(ints = {1, 2})
    @DisplayName(
            "after the signal, ./play ends with a sensible exit status, prints no stack trace, and leaves no process behind:")
    void endsWell(int row, @TempDir Path folder) throws Exception {
        Needs.all(Needs.pidNamespaces(), Needs.program("tini"));
        System.out.println("ChaosIT: -Dchaos.seed=" + SEED);
        Random random = new Random(SEED + row);
        long end = System.nanoTime() + LIMIT.toNanos();
        int rounds = 0;
        while (rounds < ROUNDS && System.nanoTime() < end) {
            new Round(row + "." + ++rounds, random, folder).play();
        }
        System.out.println("row " + row + ": " + rounds + " rounds");
    }

    private final class Round {
        private final String mark;
        private final List<String> words;
        private final String signal;
        private final int delay;
        private final double choice;
        private final Path output;

        Round(String name, Random random, Path folder) {
            mark = "DEFUNCT_CHAOS=" + SEED + "." + name;
            words =
                    switch (random.nextInt(4)) {
                        case 0 -> List.of("as-init", "sh", "-c", LEAVES_ORPHANS);
                        case 1 -> List.of(one(PROGRAMS, random));
                        default ->
                                List.of(
                                        one(SECTIONS, random),
                                        "--tick",
                                        "20ms",
                                        "--init",
                                        one(INITS, random));
                    };
            signal = one(SIGNALS, random);
            delay = random.nextInt(1500);
            choice = random.nextDouble();
            output = folder.resolve(name);
        }

        void play() throws Exception {
            try {
                playAndCheck();
            } finally { // if the check fails, processes are left
                table.all().stream()
                        .filter(this::isMarked)
                        .flatMap(entry -> ProcessHandle.of(entry.pid()).stream())
                        .forEach(ProcessHandle::destroyForcibly);
            }
        }

        private void playAndCheck() throws Exception {
            List<String> command = new ArrayList<>(Jvm.withDefaultSignals());
            command.addAll(List.of(mark, ROOT.resolve("play").toString()));
            command.addAll(words);
            Process play =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            await(words + " is a JVM").until(() -> !play.isAlive() || isNamed("java", play.pid()));
            Thread.sleep(delay); // the random moment
            List<ProcessHandle> all = new ArrayList<>(List.of(play.toHandle()));
            play.descendants().filter(process -> !isOutOfReach(process, play)).forEach(all::add);
            ProcessHandle victim = all.get((int) (choice * all.size()));
            String what =
                    "seed %d, %s: SIG%s to %s, and then"
                            .formatted(SEED, words, signal, table.find(victim.pid()));
            kill(signal, victim);
            if (signal.equals("STOP")) {
                afterStop(victim, play);
            }

            boolean ended = play.waitFor(60, TimeUnit.SECONDS);
            String printed = Files.readString(output);
            assertThat(ended).as("%s ./play ends; it printed %s", what, printed).isTrue();
            assertThat(SENSIBLE).as("%s; it printed %s", what, printed).contains(play.exitValue());
            if (TOO_EARLY.stream().noneMatch(printed::contains)) {
                assertThat(printed).as(what).doesNotContain("Exception", "\tat ");
            }
            await(what)
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(left(all)).as(what).isEmpty());
        }

        /**
         * Ends a ./play in which a process is stopped. as-init leaves a stopped command stopped, as
         * tini does, so the process is continued. A play ends with its director, so the director is
         * killed.
         */
        private void afterStop(ProcessHandle victim, Process play) throws Exception {
            if (words.get(0).equals("as-init")) {
                kill("CONT", victim);
            } else {
                kill("KILL", play.toHandle());
            }
        }

        /** The processes of this round that are left, except for zombies that PID 1 has to reap. */
        private List<String> left(List<ProcessHandle> seen) {
            Set<Long> pids = seen.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
            return table.all().stream()
                    .filter(
                            entry ->
                                    entry.isZombie()
                                            ? pids.contains(entry.parent())
                                            : isMarked(entry))
                    .map(ProcessEntry::line)
                    .toList();
        }

        private boolean isMarked(ProcessEntry entry) {
            Path environment = Path.of("/proc/" + entry.pid() + "/environ");
            try {
                String words = Files.readString(environment, StandardCharsets.ISO_8859_1);
                return Stream.of(words.split("\0")).anyMatch(mark::equals);
            } catch (IOException gone) {
                return false;
            }
        }

        /**
         * Whether nothing would continue this process if it were stopped. This is true of the
         * guard, a shell that waits until the director has ended, and of the JDK's jspawnhelper,
         * which has not yet executed its command with the mark of the play.
         */
        private boolean isOutOfReach(ProcessHandle process, Process play) {
            boolean isGuard =
                    !words.get(0).equals("as-init")
                            && isNamed("sh", process.pid())
                            && process.parent().equals(Optional.of(play.toHandle()));
            return isGuard || isNamed("jspawnhelper", process.pid());
        }
    }

    private boolean isNamed(String command, long pid) {
        return table.find(pid).filter(entry -> entry.command().equals(command)).isPresent();
    }

    private static String one(List<String> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static void kill(String signal, ProcessHandle process) throws Exception {
        PlayIT.run("kill", "-" + signal, Long.toString(process.pid()));
    }
}
