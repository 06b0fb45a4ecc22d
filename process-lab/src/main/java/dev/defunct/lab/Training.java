package dev.defunct.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * Makes class data archives, so that the JVMs of a play start in half the time: has a JVM do, for
 * once, what both the director and a member of its cast do, and archives the classes that it has
 * loaded.
 */
public final class Training {
    /** With the archive's path makes that of {@code ./play}; else it is the JVM that is watched. */
    public static void main(String[] args) throws IOException {
        if (args.length == 1) {
            makeArchive(args[0], System.getProperty("java.class.path"), trainee());
            return;
        }
        Cast cast = Cast.enter(args);
        POSIX posix = cast.posix();
        int[] status = new int[1];
        posix.waitpid(Spawn.command("true"), status, 0);
        cast.say(WaitStatus.of(status[0]).toString());
        cast.liveForTicks(1);
        posix.kill(posix.getpid(), new Signal("TERM").getNumber()); // it may leave when it is done
        Play.main(new String[] {"1.2", "--tick", "1ms", "--init", "host"});
    }

    /** The command line of a JVM that loads what a member of a cast does. */
    public static List<String> trainee() {
        return Spawn.javaCommand(Training.class, "parent", "1");
    }

    /**
     * Archives what of a class path JVMs load; where that does not work, there is no archive.
     *
     * @param classPath jars only; what uses the archive has a class path that begins with it
     * @param trainees the JVMs' command lines
     */
    @SafeVarargs
    public static void makeArchive(String archive, String classPath, List<String>... trainees)
            throws IOException {
        Path classes = Files.createTempFile("classes", ".txt");
        Set<String> lines = new LinkedHashSet<>();
        for (List<String> trainee : trainees) {
            List<String> watched = new ArrayList<>(trainee);
            watched.add(1, "-XX:DumpLoadedClassList=" + classes);
            runToEnd(watched);
            Files.readAllLines(classes).stream()
                    .filter(line -> !line.contains("source:")) // of a class loader of its own
                    .map(line -> line.replaceFirst(" id: \\d+$", "")) // numbered for each JVM
                    .forEach(lines::add);
        }
        Files.write(classes, lines);
        runToEnd(
                List.of(
                        trainees[0].get(0), // java
                        "-XX:+UseSerialGC",
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + classes,
                        "-XX:SharedArchiveFile=" + archive,
                        "-cp",
                        classPath));
        Files.delete(classes);
    }

    private static void runToEnd(List<String> command) {
        try (Program program = Program.start(command)) {
            program.awaitEnd(Duration.ofSeconds(30)); // and is ended by close, if need be
        }
    }
}
