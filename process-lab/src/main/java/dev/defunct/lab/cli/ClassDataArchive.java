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
 * Makes class data archives, with which the JVMs of a play start in half the time. To make an
 * archive, a JVM does the work of a play's processes and of the director. The classes that this JVM
 * loads are archived.
 */
public final class ClassDataArchive {

    private ClassDataArchive() {}

    /** Makes the archive of ./play. The argument is its path. */
    public static void main(String[] args) throws IOException {
        make(args[0], System.getProperty("java.class.path"), trainee());
    }

    /** The command line of a JVM that loads the classes of a play's processes and the director. */
    public static List<String> trainee() {
        return Spawn.javaCommand(Harness.class, "parent", Trainee.class.getName());
    }

    /** Does the work of a parent. */
    public static final class TraineeParent {
        public static void main(String[] args) {
            POSIX posix = Posix.get();
            int[] status = new int[1];
            posix.waitpid(Spawn.command("true"), status, 0);
            System.out.println(WaitStatus.of(status[0]));
            Tick.sleep();
            posix.kill(posix.getpid(), new Signal("TERM").getNumber()); // lets it exit
        }
    }

    /** Does the work of a parent, and then of the director. */
    static final class Trainee {
        public static void main(String[] args) {
            TraineeParent.main(args);
            System.clearProperty(Spawn.HARNESS);
            Play.main(new String[] {"1.2", "--tick", "1ms", "--init", "reaping"});
        }
    }

    /**
     * Archives the classes that some JVMs load. Makes no archive if that fails.
     *
     * @param classPath jars only: the beginning of the class path of each JVM that uses the archive
     * @param trainees the command lines of the JVMs
     */
    @SafeVarargs
    public static void make(String archive, String classPath, List<String>... trainees)
            throws IOException {
        String made = archive + "." + ProcessHandle.current().pid(); // renamed when it is complete
        Path classes = Path.of(made + ".classes");
        try {
            Set<String> lines = new LinkedHashSet<>();
            for (List<String> trainee : trainees) {
                List<String> watched = new ArrayList<>(trainee);
                watched.add(1, "-XX:DumpLoadedClassList=" + classes);
                succeeds(watched);
                Files.readAllLines(classes).stream()
                        .filter(line -> !line.contains("source:")) // with its own class loader
                        .map(line -> line.replaceFirst(" id: \\d+$", "")) // differs in each JVM
                        .forEach(lines::add);
            }
            Files.write(classes, lines);
            List<String> dump = new ArrayList<>(List.of(trainees[0].get(0))); // java
            dump.addAll(List.of("-XX:+UseSerialGC", "-Xshare:dump", "-cp", classPath));
            dump.add("-XX:SharedClassListFile=" + classes);
            dump.add("-XX:SharedArchiveFile=" + made);
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
            child.awaitEnd(Duration.ofMinutes(2)); // after that, close ends it
            return child.ended() && !child.failed();
        }
    }
}
