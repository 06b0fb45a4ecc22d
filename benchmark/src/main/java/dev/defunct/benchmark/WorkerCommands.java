package dev.defunct.benchmark;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.PathSearch;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The command line of each row's worker. Throws CannotPlay for a row that this machine cannot run,
 * with a reason that begins with "not".
 */
final class WorkerCommands {

    private File program; // in C, once it is compiled

    List<String> of(StormRow row) {
        int version = Runtime.version().feature();
        if (row == StormRow.VIRTUAL && version < 21) {
            throw new CannotPlay("not on Java " + version + ": Java 21 has virtual threads");
        }
        if (row == StormRow.PIDFD && !Pidfds.areAvailable()) {
            throw new CannotPlay("not on this kernel: Linux 5.4 can reap by pidfd");
        }
        if (row == StormRow.DOUBLE_FORK) {
            WaitpidStrategies.forks(); // or cannot
        }
        return switch (row.program) {
            case "cc" -> List.of(programInC(), row.toString().replaceFirst("c-", ""));
            case "python3" -> {
                String python = installed("python3");
                succeeds("python3", python, "-c", "");
                yield List.of(python, "-c", resource("storm.py"), row.toString());
            }
            default -> Spawn.javaCommand(StormWorker.class, row.name());
        };
    }

    private String programInC() {
        if (program == null || !program.exists()) {
            String cc = installed("cc");
            try {
                File folder = Files.createTempDirectory("storm").toFile();
                File source = new File(folder, "storm.c");
                program = new File(folder, "storm");
                List.of(folder, source, program).forEach(File::deleteOnExit); // from last to first
                Files.writeString(source.toPath(), resource("storm.c"));
                succeeds("cc", cc, "-O2", "-o", program.getPath(), source.getPath());
            } catch (IOException e) {
                throw new CannotPlay("not compiled: " + e.getMessage());
            }
        }
        return program.getPath();
    }

    /** The path of a program. Throws CannotPlay if it is not on PATH. */
    static String installed(String program) {
        return PathSearch.find(program)
                .map(Path::toString)
                .orElseThrow(() -> new CannotPlay("not installed: no " + program + " on PATH"));
    }

    private static void succeeds(String name, String... command) {
        try {
            ChildProcess.run(command);
        } catch (CannotPlay e) {
            String complaint = e.getMessage().replaceFirst("(.{70}).*", "$1 ...");
            throw new CannotPlay("not usable: " + name + " fails: " + complaint);
        }
    }

    private static String resource(String name) {
        try (InputStream in = WorkerCommands.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CannotPlay("not readable: " + name + ": " + e.getMessage());
        }
    }
}
