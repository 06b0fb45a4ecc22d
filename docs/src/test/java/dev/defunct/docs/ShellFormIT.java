package dev.defunct.docs;

import static dev.defunct.docs.PagesTest.ROOT;
import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.Engine;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.PathSearch;
import dev.defunct.lab.testing.Needs;
import dev.defunct.lab.testing.RunningContainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The shell form of an ENTRYPOINT is /bin/sh -c. So the shell to test is mounted at /bin/sh. */
@DisplayName("Shell form and exec form: which process is PID 1, and what docker stop does to a JVM")
@Execution(ExecutionMode.CONCURRENT)
class ShellFormIT {

    static final String READY = "ready";
    static final String HOOK = "shutdown hook";

    /** Prints a line when its shutdown hooks run. Exits when its input ends. */
    static final class PrintsInHook {
        public static void main(String[] args) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(HOOK)));
            System.out.println(READY);
            System.in.read();
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "ENTRYPOINT {0}: {1}")
    @DisplayName("the engine stores an ENTRYPOINT in the shell form as /bin/sh -c:")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "java -jar app.jar           | [\"/bin/sh\",\"-c\",\"java -jar app.jar\"]",
                "[\"java\", \"-jar\", \"app.jar\"] | [\"java\",\"-jar\",\"app.jar\"]"
            })
    void entrypoint(String instruction, String stored) {
        try (RunningContainer container = RunningContainer.start(List.of(), "cat")) {
            Engine engine = Engine.find();
            List<String> words =
                    container.engine("commit", "--change", "ENTRYPOINT " + instruction);
            String image = words.get(words.size() - 1);
            try {
                String format = "{{json .Config.Entrypoint}}";
                assertThat(engine.run("image", "inspect", "--format", format, image))
                        .containsExactly(stored);
            } finally {
                engine.run("rmi", image);
            }
        }
    }

    /** The ways to start a JVM, as the table of the page names them. */
    enum Form {
        EXEC("exec form", "", "", List.of()),
        BASH("shell form, `/bin/sh` is bash", "bash", "", List.of()),
        DASH("shell form, `/bin/sh` is dash", "dash", "", List.of()),
        DASH_WITH_EXEC("shell form with `exec`, dash", "dash", "exec ", List.of()),
        INIT("exec form, `--init`", "", "", List.of("--init")),
        INIT_DASH("shell form, dash, `--init`", "dash", "", List.of("--init"));

        final String label;
        final String shell; // "" for none
        final String prefix; // of the command in the shell form
        final List<String> options;

        Form(String label, String shell, String prefix, List<String> options) {
            this.label = label;
            this.shell = shell;
            this.prefix = prefix;
            this.options = options;
        }

        RunningContainer start(List<String> java) {
            if (shell.isEmpty()) {
                return RunningContainer.start(options, java.toArray(String[]::new));
            }
            Needs.all(Needs.program(shell));
            Path file = PathSearch.find(shell).orElseThrow();
            List<String> mounted = new ArrayList<>(options);
            mounted.add("--mount=type=bind,readonly,target=/bin/sh,source=" + file);
            return RunningContainer.start(mounted, "/bin/sh", "-c", prefix + quoted(java));
        }
    }

    static List<Object[]> rows() {
        List<String> page = new Page(ROOT, Path.of("docs/containers.md")).text().lines().toList();
        List<Object[]> rows = new ArrayList<>();
        for (Form form : Form.values()) {
            String begin = "| " + form.label + " | ";
            String row = page.stream().filter(l -> l.startsWith(begin)).findFirst().orElseThrow();
            String cells = row.substring(begin.length(), row.length() - 2);
            String words = "PID 1 is %s, the hooks %s, exit code %s, with -Xrs %s";
            String sentence = form.label + ": " + words.formatted((Object[]) cells.split(" [|] "));
            rows.add(new Object[] {form, cells, sentence});
        }
        return rows;
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{2}")
    @MethodSource("rows")
    @DisplayName("each row of the table in containers.md is what a JVM does after docker stop:")
    void row(Form form, String cells, String sentence) {
        StoppedJvm stopped = stop(form, List.of());
        StoppedJvm withXrs = stop(form, List.of("-Xrs"));
        assertThat(withXrs.pid1()).isEqualTo(stopped.pid1());
        assertThat(withXrs.hooksRan()).as("hooks of a JVM with -Xrs ran").isFalse();
        String seen =
                "%s | %s | %d | %d"
                        .formatted(
                                stopped.pid1(),
                                stopped.hooksRan() ? "run" : "do not run",
                                stopped.exitCode(),
                                withXrs.exitCode());
        assertThat(cells).isEqualTo(seen);
    }

    private record StoppedJvm(String pid1, boolean hooksRan, int exitCode) {}

    private static StoppedJvm stop(Form form, List<String> options) {
        List<String> java = Spawn.javaCommand(PrintsInHook.class);
        java.addAll(1, options);
        try (RunningContainer container = form.start(java)) {
            await("the JVM runs").until(() -> container.lines().contains(READY));
            String command = container.pid1().command();
            container.engine("stop", "-t", "5");
            int exitCode = container.exitCode();
            boolean isOurs = command.equals("java") || command.equals("sh");
            String pid1 = isOurs ? "`" + command + "`" : "the init";
            return new StoppedJvm(pid1, container.lines().contains(HOOK), exitCode);
        }
    }

    @Test
    @DisplayName("a shell that stays as PID 1 reaps an orphan while it waits for its command")
    void shellReaps() {
        try (RunningContainer container = startWithOrphan("cat")) {
            long orphan = TiniIT.orphanAdoptedBy("dash", container);
            TiniIT.kill(orphan);
            assertThatProcess(orphan).vanishes();
        }
    }

    @Test
    @DisplayName(
            "control: with exec the command is PID 1, never waits, and the orphan stays a zombie")
    void commandDoesNot() {
        try (RunningContainer container = startWithOrphan("exec cat")) {
            long orphan = TiniIT.orphanAdoptedBy("cat", container);
            TiniIT.kill(orphan);
            assertThatProcess(orphan).becomesZombie().hasParent(container.pid1().pid());
        }
    }

    private static RunningContainer startWithOrphan(String command) {
        Needs.all(Needs.program("dash"));
        String script = "sh -c 'sleep 1000 & echo $!'; " + command;
        return RunningContainer.start(List.of(), "dash", "-c", script);
    }

    /** A command line that is quoted for a shell. */
    static String quoted(List<String> command) {
        return command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }
}
