package dev.defunct.sigchldhandler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The next line that a process prints. */
final class NextLine {

    private NextLine() {}

    /**
     * Fails if the process prints another line, or no line within 30 s.
     *
     * @param expected null for the end of the output
     */
    static void is(String expected, Process process) {
        assertThat(CompletableFuture.supplyAsync(() -> of(process)))
                .as("the next line of the process")
                .succeedsWithin(Duration.ofSeconds(30))
                .isEqualTo(expected);
    }

    /** Waits for the next line; null at the end of the output. */
    static String of(Process process) {
        try {
            return process.inputReader().readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
