package dev.defunct.benchmark;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.testing.CommandResult;
import dev.defunct.lab.testing.Jvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs ./play storm or ./play horde: in a JVM of its own, as ./play does, but in a locale that
 * writes 0,5 for one half.
 */
final class BenchmarkCommand {

    private BenchmarkCommand() {}

    static Process start(Class<?> main, Map<String, String> environment, String... args)
            throws IOException {
        List<String> java = Spawn.javaCommand(main, args);
        java.add(1, "-Duser.language=de");
        List<String> command = new ArrayList<>(Jvm.withDefaultSignals());
        command.addAll(java);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("DEFUNCT_PLAY", Long.toString(ProcessHandle.current().pid()));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    static CommandResult toEnd(Class<?> main, Map<String, String> environment, String... args)
            throws Exception {
        return CommandResult.of(start(main, environment, args));
    }

    static CommandResult toEnd(Class<?> main, String arguments) throws Exception {
        List<String> words = List.of(arguments.trim().split(" +"));
        return toEnd(main, Map.of(), words.toArray(String[]::new));
    }
}
