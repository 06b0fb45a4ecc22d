package dev.defunct.lab.testing;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.director.Container;
import dev.defunct.lab.director.Engine;
import dev.defunct.lab.director.Launch;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.ProcFiles;
import dev.defunct.lab.ps.PathSearch;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Observation;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs in addition to a JDK. If it is missing, the test is skipped, and the reason
 * names what to install or to allow. The summary at the end of the build counts these reasons.
 *
 * <p>Each method that returns an Optional returns an empty one if this machine meets the need.
 * Otherwise the Optional contains the name of the need and, in parentheses, how to meet it: {@code
 * tini (apt-get install tini)}.
 */
public final class Needs {

    /** The beginning of every reason. */
    public static final String NEEDS = "needs ";

    /** The text between two needs in one reason. */
    public static final String AND = " and ";

    private static final Map<String, String> DEBIAN_PACKAGES =
            Map.of(
                    "cc", "gcc",
                    "chromedriver", "chromium-driver",
                    "env", "coreutils",
                    "flock", "util-linux",
                    "kill", "procps",
                    "prlimit", "util-linux",
                    "ps", "procps",
                    "script", "bsdutils",
                    "setpriv", "util-linux",
                    "unshare", "util-linux");

    private static Optional<String> containerEngine; // looked for only once

    /** The bits of CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE (capabilities(7)). */
    private static final long CAPABILITIES = 1L << 2 | 1L << 19;

    private Needs() {}

    /** Skips the calling test unless this machine meets all of these needs. */
    @SafeVarargs
    public static void all(Optional<String>... needs) {
        String missing =
                Stream.of(needs)
                        .flatMap(Optional::stream)
                        .distinct()
                        .collect(Collectors.joining(AND));
        if (!missing.isEmpty()) {
            Assumptions.abort(NEEDS + missing);
        }
    }

    /** A program on PATH. */
    public static Optional<String> program(String name) {
        return PathSearch.find(name).isPresent()
                ? Optional.empty()
                : missing(name, "apt-get install " + DEBIAN_PACKAGES.getOrDefault(name, name));
    }

    /**
     * An env(1) that can set the signals of a command to their defaults, or ignore or block them.
     */
    public static Optional<String> envWithDefaultSignal() {
        return succeeds(
                "env --default-signal",
                "coreutils 8.31 or newer",
                "env",
                "--default-signal",
                "true");
    }

    /** A need that this machine meets if this command succeeds. */
    public static Optional<String> succeeds(String name, String remedy, String... command) {
        try (ChildProcess program = ChildProcess.start(List.of(command))) {
            return program.failed() ? missing(name, remedy) : Optional.empty();
        } catch (CannotPlay e) {
            return missing(name, remedy);
        }
    }

    /** PID namespaces, with or without a user namespace. */
    public static Optional<String> pidNamespaces() {
        Optional<String> unshare = program("unshare");
        if (unshare.isPresent()) {
            return unshare;
        }
        try {
            Launch.newNamespace();
            return Optional.empty();
        } catch (CannotPlay e) {
            return missing("PID namespaces", "run as root, or allow unprivileged user namespaces");
        }
    }

    /** Everything that a play needs under this adopter. */
    @SuppressWarnings("unchecked")
    public static Optional<String>[] adopter(Adopter adopter) {
        return switch (adopter) {
            case SELF -> new Optional[] {pidNamespaces()};
            case TINI -> new Optional[] {program("tini"), pidNamespaces()};
            case DOCKER, DOCKER_INIT -> new Optional[] {containerEngine()};
            default -> new Optional[0];
        };
    }

    /** Docker or Podman, as {@link Engine#find} finds it. */
    public static synchronized Optional<String> containerEngine() {
        if (containerEngine == null) {
            containerEngine = findContainerEngine();
        }
        return containerEngine;
    }

    /** Docker, and not Podman, as the container engine. */
    public static Optional<String> docker() {
        return containerEngine().isEmpty() && !Engine.find().name().equals("docker")
                ? missing("Docker", "apt-get install docker.io")
                : containerEngine();
    }

    private static Optional<String> findContainerEngine() {
        try {
            String engine = Engine.find().name();
            try {
                Container.check();
                return Optional.empty();
            } catch (CannotPlay e) {
                return missing("an engine that runs containers", engine + " run fails");
            }
        } catch (CannotPlay e) {
            boolean isInstalled =
                    Stream.of("docker", "podman").anyMatch(n -> PathSearch.find(n).isPresent());
            String remedy =
                    isInstalled
                            ? "start Docker's daemon, or be root or in its group"
                            : "apt-get install docker.io";
            return missing("a container engine", remedy);
        }
    }

    /** The user root, with capabilities that root in a container does not have by default. */
    public static Optional<String> root() {
        if (!System.getProperty("user.name").equals("root")) {
            return missing("root", "run as root");
        }
        return (effectiveCapabilities() & CAPABILITIES) == CAPABILITIES
                ? Optional.empty()
                : missing(
                        "root with CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE", "in Docker: --privileged");
    }

    private static long effectiveCapabilities() {
        return Long.parseUnsignedLong("0" + ProcFiles.field("/proc/self/status", "CapEff"), 16);
    }

    /** A cgroup with a process limit (pids.max), which this process may make and join. */
    public static Optional<String> pidsCgroup() {
        return PidsCgroup.isPossible()
                ? Optional.empty()
                : missing("a cgroup with pids.max", "run as root, with /sys/fs/cgroup writable");
    }

    /** The file ns_last_pid, in which PID 1 of a namespace can choose the next pid (proc(5)). */
    public static Optional<String> nextPid() {
        return Files.exists(Path.of("/proc/sys/kernel/ns_last_pid"))
                ? Optional.empty()
                : missing(
                        "ns_last_pid in /proc/sys/kernel",
                        "a kernel with CONFIG_CHECKPOINT_RESTORE");
    }

    /**
     * Core dumps that are files in the working directory of the process that has ended (core(5)).
     */
    public static Optional<String> coreFiles() {
        String pattern = ProcFiles.read("/proc/sys/kernel/core_pattern");
        return pattern.isBlank() || pattern.startsWith("|") || pattern.contains("/")
                ? missing("core files in the working directory", "sysctl kernel.core_pattern=core")
                : Optional.empty();
    }

    /** Fonts, and the libraries that read them, which are needed to draw charts. */
    public static Optional<String> fonts() {
        try {
            FontRenderContext context = new FontRenderContext(null, false, false);
            new Font(Font.SANS_SERIF, Font.PLAIN, 12).getStringBounds("text", context);
            return Optional.empty();
        } catch (LinkageError | InternalError e) {
            return missing("fonts", "apt-get install default-jre fontconfig fonts-dejavu-core");
        }
    }

    /** /proc, which only Linux has. */
    public static Optional<String> linux() {
        return System.getProperty("os.name").equals("Linux")
                ? Optional.empty()
                : missing("Linux", "for /proc");
    }

    /** An adopter of this machine that reaps, as a play under {@code host} has shown. */
    public static Optional<String> adopterThatReaps(Observation seen) {
        return seen.neverReaped().isEmpty()
                ? Optional.empty()
                : missing("an adopter that reaps", "in a container: docker run --init");
    }

    private static Optional<String> missing(String name, String remedy) {
        return Optional.of(name + " (" + remedy + ")");
    }
}
