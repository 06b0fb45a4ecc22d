package dev.defunct.lab.cli;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.role.Harness;
import dev.defunct.lab.role.Tick;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * Makes class data archives, so that the JVMs of a play start in half the time: has a JVM do what a
 * process of a play and the director do, and archives the classes that it has loaded.
 */
public final class ClassDataArchive {

    private ClassDataArchive() {}

    /** Makes the archive of ./play at the path that is the argument. */
    public static void main(String[] args) throws IOException {
        make(args[0], System.getProperty("java.class.path"), trainee());
    }

    /** The command line of a JVM that loads what a process of a play and the director do. */
    public static List<String> trainee() {
        return Spawn.javaCommand(Harness.class, "parent", Trainee.class.getName());
    }

    /** Does the work of a parent once. */
    public static final class Parent {
        public static void main(String[] args) {
            POSIX posix = Posix.get();
            int[] status = new int[1];
            posix.waitpid(Spawn.command("true"), status, 0);
            System.out.println(WaitStatus.of(status[0]));
            Tick.sleep();
            posix.kill(posix.getpid(), new Signal("TERM").getNumber()); // the go-ahead to exit
        }
    }

    /** Does the work of a parent once, and then the director's. */
    static final class Trainee {
        public static void main(String[] args) {
            Parent.main(args);
            System.clearProperty(Spawn.HARNESS);
            Play.main(new String[] {"1.2", "--tick", "1ms", "--init", "reaping"});
        }
    }

    /**
     * Archives the classes of a class path that JVMs load. If that fails, there is no archive.
     *
     * @param classPath jars only; what uses the archive has a class path that begins with it
     * @param trainees the JVMs' command lines
     */
    @SafeVarargs
    public static void make(String archive, String classPath, List<String>... trainees)
            throws IOException {
        String made = archive + "." + ProcessHandle.current().pid(); // an archive that is begun
        Path classes = Path.of(made + ".classes");
        try {
            Set<String> lines = new LinkedHashSet<>();
            for (List<String> trainee : trainees) {
                List<String> watched = new ArrayList<>(trainee);
                watched.add(1, "-XX:DumpLoadedClassList=" + classes);
                succeeds(watched);
                Files.readAllLines(classes).stream()
                        .filter(line -> !line.contains("source:")) // of a class loader of its own
                        .map(line -> line.replaceFirst(" id: \\d+$", "")) // numbered for each JVM
                        .forEach(lines::add);
            }
            Files.write(classes, lines);
            List<String> dump =
                    List.of(
                            trainees[0].get(0), // java
                            "-XX:+UseSerialGC",
                            "-Xshare:dump",
                            "-XX:SharedClassListFile=" + classes,
                            "-XX:SharedArchiveFile=" + made,
                            "-cp",
                            classPath);
            if (succeeds(dump) && Files.exists(Path.of(made))) {
                Files.move(Path.of(made), Path.of(archive), StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(classes);
            Files.deleteIfExists(Path.of(made));
        }
    }

    private static boolean succeeds(List<String> command) {
        try (ChildProcess child = ChildProcess.start(command)) {
            child.awaitEnd(Duration.ofMinutes(2)); // and is ended by close, if need be
            return child.ended() && !child.failed();
        }
    }
}
