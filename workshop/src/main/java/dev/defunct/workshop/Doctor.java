package dev.defunct.workshop;

import dev.defunct.lab.director.Engine;
import dev.defunct.lab.director.Launch;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.ps.PathSearch;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.section.Adopter;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** What a workshop needs of a machine, and whether it has it: {@code ./play doctor}. */
final class Doctor {

    private static final Pattern MAVEN = Pattern.compile("Apache Maven (\\d+)\\.(\\d+)[\\w.-]*");
    private static final Duration PATIENCE = Duration.ofSeconds(10); // some PID 1s reap slowly

    private final List<String> missing = new ArrayList<>();

    private Doctor() {}

    /**
     * Looks at everything, and prints a line on each.
     *
     * @return whether all is there
     */
    static boolean examine() {
        Doctor doctor = new Doctor();
        doctor.look("JDK", Doctor::jdk);
        doctor.look("Maven", Doctor::maven);
        doctor.look("/proc", Doctor::proc);
        doctor.look("native library", Doctor::nativeLibrary);
        doctor.look(
                "PID namespaces", () -> available(Adopter.SELF, "allowed: --init self, 9 and 10"));
        doctor.look("tini", () -> available(Adopter.TINI, "on PATH: --init tini"));
        doctor.look("container engine", Doctor::engine);
        doctor.look("curl", Doctor::curl);
        doctor.look("who adopts", Doctor::adopter);
        System.out.println(
                doctor.missing.isEmpty()
                        ? "All is there."
                        : "To be mended: " + String.join(", ", doctor.missing) + ".");
        return doctor.missing.isEmpty();
    }

    /** A line: what was found, or what is wrong and what to do about it. */
    private void look(String what, Callable<String> at) {
        String found;
        boolean isThere = true;
        try {
            found = at.call();
        } catch (CannotPlay e) {
            isThere = false;
            found = e.getMessage();
            missing.add(what);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        System.out.printf("%-5s %-16s %s%n", isThere ? "ok" : "NO", what, found);
    }

    private static String jdk() {
        if (ToolProvider.getSystemJavaCompiler() == null) {
            throw new CannotPlay(
                    "this Java has no compiler: install a JDK, or set JAVA_HOME to one");
        }
        return System.getProperty("java.version") + ", " + System.getProperty("java.vendor");
    }

    private static String maven() {
        Matcher version = MAVEN.matcher(output("mvn", "-v").orElse(""));
        if (!version.find()) {
            throw new CannotPlay("mvn is not on PATH, or does not run: install it (package maven)");
        }
        int major = Integer.parseInt(version.group(1));
        if (major < 3 || major == 3 && Integer.parseInt(version.group(2)) < 8) {
            throw new CannotPlay(version.group() + " is too old: install 3.8 or newer");
        }
        return version.group();
    }

    private static String proc() {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new CannotPlay(
                    "there is none: exercises 1, 9 and 10 need Linux. Use a virtual machine, or a"
                            + " container with --cap-add SYS_ADMIN --security-opt apparmor=unconfined");
        }
        ProcessTable.ofThisMachine();
        if (output("ps", "-e").isEmpty()) {
            throw new CannotPlay("is there, but ps is not on PATH: install it (package procps)");
        }
        return "ours to read, and ps is there";
    }

    private static String nativeLibrary() {
        Posix.get();
        return "jnr-posix is loaded";
    }

    private static String available(Adopter adopter, String what) {
        Launch.check(adopter);
        return what;
    }

    static String engine() {
        return Engine.find().name() + " answers: --init docker, and 11";
    }

    static String curl() {
        if (PathSearch.find("curl").isEmpty()) {
            throw new CannotPlay("curl is not on PATH: install it (package curl)");
        }
        return "on PATH: 11";
    }

    /** Has an orphan adopted, ends it, and looks whether it is reaped. */
    private static String adopter() throws IOException, InterruptedException {
        ProcessTable table = ProcessTable.ofThisMachine();
        String leaves = "/bin/sh -c 'exec 3<&0; (read end <&3) >&- & echo $!'; echo left; read end";
        Process shell = new ProcessBuilder("/bin/sh", "-c", leaves).start();
        try (BufferedReader words = shell.inputReader()) {
            long child = Long.parseLong(words.readLine());
            words.readLine(); // by now it is an orphan
            Optional<ProcessEntry> before = table.find(child);
            long adopter = before.map(ProcessEntry::parent).orElseThrow();
            String who =
                    "process "
                            + adopter
                            + table.find(adopter).map(a -> ", " + a.command()).orElse("");
            ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (table.find(child).filter(before.get()::isSameProcessAs).isPresent()) {
                if (System.nanoTime() > deadline) {
                    throw new CannotPlay(
                            who
                                    + ", and does not reap: orphans stay zombies here, as in a"
                                    + " container without an init. Start that with --init, or play with"
                                    + " --init reaping");
                }
                Thread.sleep(10);
            }
            return who + ", and reaps";
        } finally {
            shell.getOutputStream().close();
            shell.waitFor();
        }
    }

    /** What a command prints, if there is such a command, and it ends well. */
    private static Optional<String> output(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes());
            return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts us", e);
        }
    }
}
