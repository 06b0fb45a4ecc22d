package dev.defunct.exercises;

import java.util.List;

/**
 * Exercise 11: a service in a container, with a health check. The JVM of the service is PID 1. Each
 * health check leaves one more zombie, and when the service stops answering, the engine still
 * reports "healthy". To see both: ./play exercise 11 --run
 */
public final class HealthCheck {
    /**
     * Options of {@code docker run}. For each health check, the engine runs a shell in the
     * container with the value of --health-cmd: {@code /bin/sh -c VALUE}.
     */
    static List<String> options() {
        return List.of(
                "--init",
                "--health-cmd",
                "curl -sS --fail"
                        + " 'http://localhost:9200/_cluster/health?wait_for_status=yellow&timeout=1s'");
    }
}
