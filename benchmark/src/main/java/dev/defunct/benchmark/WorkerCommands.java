package dev.defunct.benchmark;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.PathSearch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How each row's process is started, or why it cannot be: a peer that is not installed. */
final class Peers {

    static final String JAVA = "Java";
    static final String PYTHON = "Python";
    static final String C = "C";

    /** A peer that cannot be had, and why: a few words. */
    static final class Missing extends Exception {
        Missing(String why) {
            super(why);
        }
    }

    private final Company company;
    private final Path folder;
    private String pythonSaid; // whether it is ready; null as long as nobody asked
    private String notInC; // why there is no C program; null if there is one, or not asked for

    /**
     * @param company who starts the compiler
     * @throws CannotPlay if there is no place for the program and the script
     */
    Peers(Company company) {
        this.company = company;
        try {
            this.folder = Files.createTempDirectory("storm");
            Runtime.getRuntime().addShutdownHook(new Thread(this::clean));
        } catch (IOException e) {
            throw new CannotPlay("no temporary folder can be made: " + e.getMessage());
        }
    }

    /** The command line of a row's process. */
    List<String> command(Row row) throws Missing {
        return switch (row.language()) {
            case PYTHON -> List.of(python(), script(), row.mode());
            case C -> List.of(program(), row.mode());
            default -> runner(row);
        };
    }

    private static List<String> runner(Row row) throws Missing {
        if (row == Row.DOUBLE_FORK) {
            find("setsid"); // by which it forks
        }
        return Spawn.javaCommand(Runner.class, row.name());
    }

    private String python() throws Missing {
        String python = find("python3").toString();
        if (pythonSaid == null) {
            pythonSaid = company.run(List.of(python, "-c", "print('ready')"));
        }
        if (!pythonSaid.startsWith("ready")) {
            throw new Missing("python3 fails: " + firstLine(pythonSaid));
        }
        return python;
    }

    private static String firstLine(String complaint) {
        return complaint.lines().findFirst().orElse("it says nothing");
    }

    private String script() {
        return unpack("storm.py").toString();
    }

    /** Compiled at the first call. */
    private String program() throws Missing {
        Path program = folder.resolve("storm");
        if (!Files.exists(program) && notInC == null) {
            notInC = compile(program);
        }
        if (notInC != null) {
            throw new Missing(notInC);
        }
        return program.toString();
    }

    private String compile(Path program) {
        try {
            String compiler = find("cc").toString();
            String source = unpack("storm.c").toString();
            String complaint =
                    company.run(List.of(compiler, "-O2", "-o", program.toString(), source));
            return Files.exists(program) ? null : "cc fails: " + firstLine(complaint);
        } catch (Missing e) {
            return e.getMessage();
        }
    }

    private Path unpack(String name) {
        Path file = folder.resolve(name);
        try (InputStream in = Peers.class.getResourceAsStream(name)) {
            if (!Files.exists(file)) {
                Files.write(file, in.readAllBytes());
            }
            return file;
        } catch (IOException e) {
            throw new CannotPlay("no room in a temporary folder: " + e.getMessage());
        }
    }

    private static Path find(String program) throws Missing {
        return PathSearch.find(program)
                .orElseThrow(() -> new Missing("not installed: no " + program + " on PATH"));
    }

    private void clean() {
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> file.toFile().delete());
            Files.delete(folder);
        } catch (IOException e) {
            // a temporary folder is left: no harm
        }
    }
}
