package dev.defunct.exercises;

import dev.defunct.lab.director.Engine;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.testing.RunningContainer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A service in a container of a real engine, with the options of an answer. */
final class ServiceContainer implements AutoCloseable {

    private final boolean isPodman = Engine.find().name().equals("podman");
    private final RunningContainer container;
    private final Thread prober = new Thread(this::probe, "starts Podman's health checks");
    private volatile boolean isClosed;

    /**
     * Starts the container, and waits until the service answers.
     *
     * @param options of {@code docker run}, --health-cmd among them
     */
    ServiceContainer(List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--health-interval", isPodman ? "disable" : "500ms"));
        all.addAll(List.of("--health-retries", "1", "--health-timeout", "30s"));
        all.addAll(List.of("--env", "no_proxy=localhost")); // Podman passes on our http_proxy
        List<String> java = Spawn.javaCommand(SearchService.class);
        container = RunningContainer.start(all, java.toArray(String[]::new));
        try {
            awaitService();
        } catch (AssertionError e) {
            container.close();
            throw e;
        }
        if (isPodman) {
            prober.setDaemon(true);
            prober.start();
        }
    }

    private void awaitService() {
        try {
            if (health().isBlank()) {
                throw new AssertionError("the container has no health check");
            }
        } catch (CannotPlay gone) {
            throw new AssertionError("the engine does not start the container:\n" + said());
        }
        await("the service does not start", () -> container.lines().contains(SearchService.READY));
    }

    /** Starts the health checks. Podman leaves that to systemd, which does not run everywhere. */
    private void probe() {
        while (!isClosed) {
            try {
                container.engine("healthcheck", "run");
            } catch (CannotPlay unhealthy) {
                // the engine has noted the result
            }
        }
    }

    /**
     * Sets the service's state: up, down (it refuses connections), unavailable (503), or hang
     * (requests get no answer).
     */
    void tell(String state) {
        container.exec("curl", "-sS", "http://localhost:" + SearchService.CONTROL + "/" + state);
    }

    /** Waits until this number of health checks have ended. */
    void awaitProbes(int count) {
        for (int i = 0; i < count; i++) {
            List<String> before = log("{{.Start}}");
            await("the engine starts no health check", () -> !log("{{.Start}}").equals(before));
        }
    }

    /** Makes the service hang, and returns when a request waits for its answer. */
    void awaitWaitingRequest() {
        long before = waiting();
        tell("hang");
        await("the service is not asked", () -> waiting() > before);
    }

    private long waiting() {
        return container.lines().stream().filter(SearchService.WAITS::equals).count();
    }

    /**
     * Kills the processes that the engine itself started for a health check, but not their
     * children.
     */
    void killProbe() {
        container.exec("pkill", "-KILL", "--parent", "0"); // cannot kill PID 1 from inside
    }

    /** What the engine reports: healthy, unhealthy, or starting. */
    String health() {
        return container.inspect("{{with .State.Health}}{{.Status}}{{end}}");
    }

    /** The last health checks: their exit codes, and what they printed. */
    String probes() {
        return String.join("\n", log("exit code {{.ExitCode}} {{.Output}}"));
    }

    private List<String> log(String format) {
        String all = "{{with .State.Health}}{{range .Log}}" + format + "\n{{end}}{{end}}";
        return container.engine("container", "inspect", "--format", all).stream()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** The last request that the service got, or nothing. */
    String request() {
        return container.lines().stream()
                .filter(line -> line.startsWith(SearchService.ASKED))
                .reduce("", (earlier, later) -> later);
    }

    /** The command names of the zombies of PID 1. */
    List<String> zombies() {
        return container.zombies().stream().map(ProcessEntry::command).toList();
    }

    /** The command names of the processes that PID 1 has adopted, including zombies. */
    List<String> adopted() {
        return container.children().stream()
                .map(ProcessEntry::command)
                .filter(command -> !command.equals("java")) // an init has started this child
                .toList();
    }

    /**
     * Whether an event happens that the answer has to cause. A right answer causes it within
     * milliseconds.
     */
    boolean comes(Callable<Boolean> event) {
        return comes(Duration.ofSeconds(4), event);
    }

    private void await(String sentence, Callable<Boolean> event) {
        if (!comes(Duration.ofSeconds(20), event)) {
            throw new AssertionError(sentence + ":\n" + said());
        }
    }

    private static boolean comes(Duration deadline, Callable<Boolean> event) {
        try {
            Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(deadline).until(event);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private String said() {
        return String.join("\n", container.lines());
    }

    @Override
    public void close() {
        isClosed = true;
        container.close();
        try {
            prober.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts us", e);
        }
    }

    /**
     * Runs the container for as long as standard input is open: {@code ./play exercise 11 --run}.
     */
    public static void main(String[] args) throws IOException {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60)); // as in a test
        ServiceContainer service = new ServiceContainer(HealthCheck.options());
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
        System.out.println(service.whereToLook());
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private String whereToLook() {
        return """
                The service runs in container %1$s, and its health is checked again and again.
                Look at it from another terminal. Ctrl-C ends it.

                  # the children of its PID 1
                  ps -o pid,stat,etime,args --ppid %2$d
                  # what the engine reports
                  %3$s inspect --format '{{json .State.Health}}' %1$s
                  # the service stops answering; with up instead of down, it answers again
                  %3$s exec %1$s curl -sS localhost:%4$d/down
                """
                .formatted(
                        container.inspect("{{.Name}}").replace("/", ""),
                        container.pid1().pid(),
                        isPodman ? "podman" : "docker",
                        SearchService.CONTROL);
    }
}
