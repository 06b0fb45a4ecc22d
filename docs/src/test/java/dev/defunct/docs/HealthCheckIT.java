package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.director.Container;
import dev.defunct.lab.director.Engine;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.testing.Needs;
import dev.defunct.lab.testing.RunningContainer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The HEALTHCHECK of a Dockerfile, in a container of Docker whose PID 1 is a JVM. The checked
 * service is {@link Service}, which is up or down.
 */
@DisplayName("A health check whose URL has an & without quotes: sh runs curl in the background")
@Execution(ExecutionMode.CONCURRENT)
class HealthCheckIT {

    private static final String URL = "http://127.0.0.1:9200/_health?wait=yellow&timeout=0s";

    private static final String UNQUOTED = "CMD curl -fsS " + URL;
    private static final String QUOTED = "CMD curl -fsS '" + URL + "'";
    private static final String EXEC_FORM = "CMD [\"curl\", \"-fsS\", \"" + URL + "\"]";

    private static final String ENDLESS = "--timeout=1s CMD sleep 1000 | cat";

    @ParameterizedTest(quoteTextArguments = false, name = "is {0}")
    @DisplayName(
            "each run of a health check with an unquoted & leaves a zombie curl, a child of the JVM that is PID 1, if the service")
    @ValueSource(strings = {"down", "up"})
    void oneZombieForEachRun(String service) {
        try (Checked checked = new Checked(UNQUOTED, service)) {
            await("as many zombies as runs, at least three")
                    .untilAsserted(
                            () -> {
                                int runs = checked.runs();
                                assertThat(runs).isGreaterThanOrEqualTo(3);
                                assertThat(checked.container.zombies())
                                        .hasSize(runs)
                                        .extracting(ProcessEntry::command)
                                        .containsOnly("curl");
                            });
        }
    }

    @Test
    @DisplayName(
            "with an unquoted & in the health check, the container counts as healthy, although the service is down and curl fails")
    void alwaysHealthy() {
        try (Checked checked = new Checked(UNQUOTED, "down")) {
            await("three runs").until(() -> checked.runs() >= 3);
            assertThat(checked.health()).isEqualTo("healthy");
            await("what curl prints is in the log")
                    .untilAsserted(() -> assertThat(checked.log()).contains("curl: (7)"));
            assertThat(checked.log()).contains("\"ExitCode\":0").doesNotContain("\"ExitCode\":7");
        }
    }

    @Test
    @DisplayName(
            "with an unquoted & in the health check and --init, no zombie stays, but the container counts as healthy, although the service is down")
    void initHidesIt() {
        try (Checked checked = new Checked(UNQUOTED, "down", "--init")) {
            await("three runs").until(() -> checked.runs() >= 3);
            assertThat(checked.health()).isEqualTo("healthy");
            await("no zombie").until(() -> checked.container.zombies().isEmpty());
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @DisplayName(
            "if the service is down, and the health check has quotes or is in exec form, the container is unhealthy, and has no zombie:")
    @ValueSource(strings = {EXEC_FORM, QUOTED})
    void unhealthy(String check) {
        try (Checked checked = new Checked(check, "down")) {
            await("three runs").until(() -> checked.runs() >= 3);
            assertThat(checked.health()).isEqualTo("unhealthy");
            assertThat(checked.container.zombies()).isEmpty();
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "with {0}")
    @DisplayName(
            "if a health check exceeds its timeout, the engine ends its shell, but the shell's children run on as children of PID 1,")
    @ValueSource(strings = {"--init=false", "--init=true"})
    void timeout(String init) {
        needsDockerThatKills();
        try (Checked checked = new Checked(ENDLESS, "down", init)) {
            await("the orphans of two runs keep running")
                    .untilAsserted(
                            () ->
                                    assertThat(checked.container.children())
                                            .filteredOn(child -> child.command().equals("sleep"))
                                            .hasSizeGreaterThanOrEqualTo(2)
                                            .noneMatch(ProcessEntry::isZombie));
            assertThat(checked.log()).contains("exceeded timeout");
        }
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    @Execution(ExecutionMode.CONCURRENT)
    class Control {

        @ParameterizedTest(quoteTextArguments = false, name = "{0}")
        @DisplayName(
                "control: if the service is up, and the health check has quotes or is in exec form, the container is healthy:")
        @ValueSource(strings = {EXEC_FORM, QUOTED})
        void healthy(String check) {
            try (Checked checked = new Checked(check, "up")) {
                await("healthy").until(() -> checked.health().equals("healthy"));
            }
        }

        @Test
        @DisplayName(
                "control: if a health check in exec form exceeds its timeout, there is no shell, and the engine ends the command itself")
        void timeoutInExecForm() {
            needsDockerThatKills();
            try (Checked checked = new Checked("--timeout=1s CMD [\"sleep\", \"1000\"]", "down")) {
                await("two runs").until(() -> checked.runs() >= 2);
                assertThat(checked.log()).contains("exceeded timeout");
                assertThat(checked.container.children()).isEmpty();
            }
        }
    }

    /**
     * Older versions of Docker do not kill a check at its timeout, because the timeout also cancels
     * the sending of the signal (moby#43737).
     */
    private static void needsDockerThatKills() {
        Needs.all(Needs.docker());
        Needs.all(
                Needs.succeeds(
                        "Docker 20.10.18",
                        "install it, or a newer one",
                        "sh",
                        "-c",
                        "(docker version --format {{.Server.Version}}; echo 20.10.18)"
                                + " | sort --version-sort --reverse --check"));
    }

    /** Polls twice in a second, because each look is a run of docker inspect. */
    private static ConditionFactory await(String what) {
        return Awaitility.await(what).pollInterval(Duration.ofMillis(500));
    }

    /** A container with a check that runs every two seconds, and its image. */
    private static final class Checked implements AutoCloseable {

        private static final Pattern RUN = Pattern.compile("\"Start\":\"(.+?)\"");

        private final Engine engine;
        private final String image;
        private final RunningContainer container;
        private final Set<String> runs = new HashSet<>(); // the engine's log has only the last five

        Checked(String check, String service, String... options) {
            Needs.all(Needs.docker(), Needs.program("curl"));
            engine = Engine.find();
            String instruction = "HEALTHCHECK --interval=2s " + check;
            image = engine.run("import", "--change", instruction, "/dev/null").get(0);
            String[] program = Spawn.javaCommand(Service.class, service).toArray(String[]::new);
            container = RunningContainer.start(new Container(Optional.of(image), options), program);
        }

        /** The health of the container: starting, healthy or unhealthy. */
        String health() {
            return container.inspect("{{.State.Health.Status}}");
        }

        /** What the engine reports about the last runs: their times, exit codes and output. */
        String log() {
            return container.inspect("{{json .State.Health.Log}}");
        }

        /** How many runs have ended. It has to be called at least once in ten seconds. */
        int runs() {
            RUN.matcher(log()).results().map(run -> run.group(1)).forEach(runs::add);
            return runs.size();
        }

        @Override
        public void close() {
            container.close();
            engine.run("image", "rm", image);
        }
    }
}
