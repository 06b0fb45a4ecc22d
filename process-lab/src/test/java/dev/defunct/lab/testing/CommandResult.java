package dev.defunct.lab.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * How a command ended.
 *
 * @param output all that it printed to standard output and standard error
 * @param status its exit status
 */
public record CommandResult(String output, int status) {

    /**
     * Waits until a process ends.
     *
     * @param process its standard error must be redirected to its standard output
     */
    public static CommandResult of(Process process) throws IOException, InterruptedException {
        byte[] output = process.getInputStream().readAllBytes();
        return new CommandResult(new String(output, StandardCharsets.UTF_8), process.waitFor());
    }
}
