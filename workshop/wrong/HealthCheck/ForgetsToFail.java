// Wrong: has curl succeed at every answer, an error of the service included.
// Told: the service answers 503, and the engine reports healthy
package dev.defunct.exercises;

import java.util.List;

/**
 * Exercise 11: a service in a container, with a health check. The JVM of the service is PID 1. Each
 * period leaves one more zombie, and when the service stops answering, the engine still reports
 * healthy. See both: ./play exercise 11 --run
 */
public final class HealthCheck {
    /**
     * Options of {@code docker run}. The engine gives the value of --health-cmd to a shell in the
     * container, each period: {@code /bin/sh -c VALUE}.
     */
    static List<String> options() {
        return List.of(
                "--init",
                "--health-cmd",
                "curl -sS"
                        + " 'http://localhost:9200/_cluster/health?wait_for_status=yellow&timeout=1s'");
    }
}
