package dev.defunct.workshop;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.director.Container;
import dev.defunct.lab.director.Engine;
import dev.defunct.lab.director.Launch;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.ps.PathSearch;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.section.Adopter;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Checks whether a machine has all that a workshop needs: {@code ./play doctor}. */
final class Doctor {

    private static final Duration PATIENCE = Duration.ofSeconds(10); // some PID 1s reap slowly

    private final PrintStream out;
    private final List<String> missing = new ArrayList<>();

    private Doctor(PrintStream out) {
        this.out = out;
    }

    /** Checks and prints each item. Returns whether the machine has all items. */
    static boolean examine(PrintStream out) {
        Doctor doctor = new Doctor(out);
        doctor.look("JDK", Doctor::jdk);
        doctor.look("Maven", Doctor::maven);
        doctor.look("/proc", Doctor::proc);
        doctor.look("native library", Posix::get, "jnr-posix is loaded");
        doctor.look(
                "PID namespaces", () -> Launch.check(Adopter.SELF), "allowed (exercises 9 and 10)");
        doctor.look("tini", () -> Launch.check(Adopter.TINI), "on PATH (--init tini)");
        doctor.look("container engine", Doctor::engine);
        doctor.look("curl", Doctor::curl, "on PATH (exercise 11)");
        doctor.look("adopter", Doctor::adopter);
        String missing = String.join(", ", doctor.missing);
        out.println(missing.isEmpty() ? "Nothing is missing." : "Missing: " + missing + ".");
        return missing.isEmpty();
    }

    /** Prints what the check found, or what is wrong and what to do about it. */
    private void look(String what, Supplier<String> check) {
        try {
            out.printf("ok    %-16s %s%n", what, check.get());
        } catch (CannotPlay e) {
            out.printf("NO    %-16s %s%n", what, e.getMessage());
            missing.add(what);
        }
    }

    private void look(String what, Runnable check, String found) {
        Supplier<String> checkAndReport =
                () -> {
                    check.run();
                    return found;
                };
        look(what, checkAndReport);
    }

    static JavaCompiler compiler() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new CannotPlay(
                    "this Java has no compiler: install a JDK, or set JAVA_HOME to one");
        }
        return compiler;
    }

    private static String jdk() {
        compiler();
        return System.getProperty("java.version") + ", " + System.getProperty("java.vendor");
    }

    private static String maven() {
        PathSearch.require("mvn", "maven");
        String printed = String.join(" ", ChildProcess.run("mvn", "-v"));
        return printed.replaceFirst(".*(Apache Maven [\\d.]+).*", "$1"); // ./play has checked it
    }

    private static String proc() {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new CannotPlay(
                    "there is none: exercises 1, 9 and 10 need Linux. Use a virtual machine, or a"
                            + " container with --cap-add SYS_ADMIN --security-opt apparmor=unconfined");
        }
        ProcessTable.ofThisMachine();
        PathSearch.require("ps", "procps");
        return "readable, and ps is on PATH";
    }

    static String engine() {
        Container.check();
        return Engine.find().name() + " runs containers (--init docker, exercise 11)";
    }

    static void curl() {
        PathSearch.require("curl", "curl");
    }

    /** Makes an orphan, lets it exit, and checks whether its adopter reaps it. */
    private static String adopter() {
        // The shell stays, because the JDK closes the pipe to a child that has exited.
        String script =
                "exec 3<&0; ((read end <&3) >&- 2>&- & echo $!); echo adopted; read end <&3";
        try (ChildProcess shell = ChildProcess.start(List.of("/bin/sh", "-c", script))) {
            shell.awaitLine("adopted", PATIENCE);
            ProcessTable table = ProcessTable.ofThisMachine();
            ProcessEntry orphan = table.find(Long.parseLong(shell.lines().get(0))).orElseThrow();
            String command = table.find(orphan.parent()).map(a -> ", " + a.command()).orElse("");
            String adopter = "process " + orphan.parent() + command;
            shell.close(); // the orphan exits
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (table.find(orphan.pid()).filter(orphan::isSameProcessAs).isPresent()) {
                if (System.nanoTime() > deadline) {
                    throw new CannotPlay(
                            adopter
                                    + ", which does not reap: orphans stay zombies here, as in a"
                                    + " container without an init. Start the container with --init,"
                                    + " or play with --init reaping");
                }
            }
            return adopter + ", which reaps orphans";
        }
    }
}
