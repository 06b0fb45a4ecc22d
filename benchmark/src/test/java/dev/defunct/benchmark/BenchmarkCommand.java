package dev.defunct.benchmark;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.testing.Jvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command as a test runs it: in a JVM of its own, as ./play does, in a locale that writes 0,5 for
 * one half.
 */
final class Run {

    /** All that it printed, to either stream, and its exit status. */
    record Result(String output, int status) {}

    private Run() {}

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

    static Result toEnd(Class<?> main, Map<String, String> environment, String... args)
            throws Exception {
        Process process = start(main, environment, args);
        String output = new String(process.getInputStream().readAllBytes());
        return new Result(output, process.waitFor());
    }

    static Result toEnd(Class<?> main, String arguments) throws Exception {
        List<String> words = List.of(arguments.trim().split(" +"));
        return toEnd(main, Map.of(), words.toArray(String[]::new));
    }
}
