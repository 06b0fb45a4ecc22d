package dev.defunct.exercises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Needs;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * All tests use one container. If a health check has to begin after an event, the test waits for
 * two checks, because the first may have begun before the event.
 */
@DisplayName("Exercise 11: the container that is always healthy")
@Order(11)
@TestMethodOrder(OrderAnnotation.class)
class HealthCheckTest {

    private static ServiceContainer container;

    @BeforeAll
    static void start() {
        Needs.all(Needs.containerEngine(), Needs.program("curl"), Needs.program("ps")); // pkill
        container = new ServiceContainer(HealthCheck.options());
    }

    @AfterAll
    static void remove() {
        if (container != null) {
            container.close();
        }
    }

    @BeforeEach
    void serviceAnswers() {
        container.tell("up");
    }

    @Test
    @Order(1)
    @DisplayName("if the service answers, the engine reports healthy")
    void healthy() {
        container.awaitProbes(2);
        assertThat(container.health())
                .withFailMessage(
                        () ->
                                "the service answers, and the engine reports "
                                        + container.health()
                                        + "; the last health checks:\n"
                                        + container.probes())
                .isEqualTo("healthy");
    }

    @Test
    @Order(2)
    @DisplayName("the health checks leave no zombies")
    void zombies() {
        container.awaitProbes(3);
        assertThat(container.comes(() -> container.zombies().isEmpty()))
                .withFailMessage(() -> "the health checks leave " + count(container.zombies()))
                .isTrue();
    }

    @Test
    @Order(3)
    @DisplayName("if the service does not answer any more, the engine reports unhealthy")
    void unhealthy() {
        container.tell("down");
        assertUnhealthy("the service does not answer any more");
    }

    @Test
    @Order(4)
    @DisplayName(
            "if the service answers that it is unavailable (503), the engine reports unhealthy")
    void unavailable() {
        container.tell("unavailable");
        assertUnhealthy("the service answers 503");
    }

    @Test
    @Order(5)
    @DisplayName("a health check that is killed at its timeout leaves nothing behind")
    void killed() {
        container.awaitWaitingRequest();
        container.killProbe();
        container.tell("up");
        assertThat(container.comes(() -> container.adopted().isEmpty()))
                .withFailMessage(
                        () ->
                                "a health check that was killed has left children of PID 1 (an engine"
                                        + " kills a check at its timeout): "
                                        + container.adopted())
                .isTrue();
    }

    @Test
    @Order(6)
    @DisplayName("a health check requests the whole URL")
    void request() {
        container.awaitProbes(1);
        assertThat(container.request())
                .as("the URL that the service was asked for")
                .contains("wait_for_status=yellow", "timeout=1s");
    }

    private static String count(List<String> zombies) {
        String names = zombies.stream().distinct().collect(Collectors.joining(" or "));
        return zombies.size() + " zombies of PID 1, all called " + names;
    }

    private static void assertUnhealthy(String event) {
        container.awaitProbes(2);
        assertThat(container.health())
                .withFailMessage(
                        () ->
                                event
                                        + ", and the engine reports "
                                        + container.health()
                                        + "; the last health checks:\n"
                                        + container.probes())
                .isEqualTo("unhealthy");
    }
}
