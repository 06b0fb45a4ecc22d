package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A container with this machine's programs and our classes: their files are mounted read-only, over
 * an empty image. The engine removes the container when its PID 1 exits.
 */
public final class Container {

    /** The system property that names an image to use instead of this machine's programs. */
    public static final String IMAGE = "defunct.image";

    /** The folders to mount: not /sbin, where Docker puts its init. */
    private static final List<String> SYSTEM = List.of("/usr", "/lib", "/lib64", "/bin", "/etc");

    /**
     * label=disable, because SELinux would refuse the mounts otherwise. /tmp:exec, because
     * jnr-posix loads its native library from /tmp.
     */
    private static final String OPTIONS =
            """
            --rm --interactive --sig-proxy=false --pull never --network none --log-driver none \
            --security-opt label=disable --tmpfs /tmp:exec --env LC_ALL=C.UTF-8\
            """;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Engine engine = Engine.find();
    private final Optional<String> image = Optional.ofNullable(System.getProperty(IMAGE));
    private final String name =
            "defunct-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    private final Optional<String> emptyImage;
    private final List<String> options;

    /**
     * Prepares a container, and starts nothing.
     *
     * @param options of {@code docker run}, in addition to ours: --init, --pids-limit 100, ...
     * @throws CannotPlay if no engine answers
     */
    public Container(String... options) {
        this(Optional.empty(), options);
    }

    /**
     * Prepares a container of another image without files: for example, one with a health check.
     */
    public Container(Optional<String> emptyImage, String... options) {
        this.emptyImage = emptyImage;
        this.options = List.of(options);
    }

    public Engine engine() {
        return engine;
    }

    /** The name of this container, for commands of the engine. */
    public String name() {
        return name;
    }

    /**
     * The command that runs a program as PID 1 of this container, or as the child of the engine's
     * init. The program inherits the standard input and output of the command.
     */
    public List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(List.of(engine.name(), "run", "--name", name));
        command.addAll(List.of(OPTIONS.split(" ")));
        command.addAll(engine.user());
        command.addAll(List.of("--env", Spawn.PLAY));
        command.addAll(List.of("--workdir", Path.of("").toAbsolutePath().toString()));
        for (Path file : files()) {
            command.add("--mount");
            command.add("type=bind,readonly,source=" + file + ",target=" + file);
        }
        command.addAll(options);
        boolean isJavaOfImage = image.isPresent() && program.get(0).endsWith("/java");
        String first = isJavaOfImage ? "java" : program.get(0);
        String used = image.or(() -> emptyImage).orElseGet(engine::emptyImage);
        command.addAll(List.of("--entrypoint", first, used));
        command.addAll(program.subList(1, program.size()));
        return command;
    }

    /**
     * Runs a container that does nothing.
     *
     * @throws CannotPlay if no engine answers, or if the engine cannot run a container: the message
     *     contains the last line that the engine printed
     */
    public static void check() {
        Container container = new Container();
        try (ChildProcess run = ChildProcess.start(container.command(List.of("/bin/true")))) {
            run.close(); // no input
            if (run.failed()) {
                run.awaitEnd(Duration.ofSeconds(1));
                String name = container.engine.name();
                List<String> lines = run.lines();
                String last = lines.isEmpty() ? "no reason" : lines.get(lines.size() - 1);
                throw new CannotPlay(
                        name + " answers, but cannot run a container, and prints: " + last);
            }
        }
    }

    /** The files to mount: our classes and, if no image was named, Java and all that it needs. */
    private List<Path> files() {
        List<String> wanted = new ArrayList<>(image.isEmpty() ? SYSTEM : List.of());
        wanted.addAll(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
        if (image.isEmpty()) {
            wanted.add(System.getProperty("java.home"));
            Optional.ofNullable(System.getProperty("defunct.archive")).ifPresent(wanted::add);
        }
        List<Path> files = new ArrayList<>();
        for (String name : wanted) {
            Path file = Path.of(name).toAbsolutePath().normalize();
            if (Files.exists(file) && files.stream().noneMatch(file::startsWith)) {
                files.add(file);
            }
        }
        return files;
    }

    /**
     * The pid of the process outside that waits for PID 1 of the container: containerd-shim or
     * conmon.
     *
     * @throws CannotPlay if the container does not run, or runs on another machine
     */
    public long shim() {
        String pid1 = inspect("{{.State.Pid}}");
        return ProcessTable.ofThisMachine()
                .find(Long.parseLong(pid1))
                .map(ProcessEntry::parent)
                .orElseThrow(() -> new CannotPlay(name + " has ended, or runs on another machine"));
    }

    /** What the engine reports about the container. The format is a template of Go. */
    public String inspect(String format) {
        List<String> lines = engine.run("container", "inspect", "--format", format, name);
        return lines.get(lines.size() - 1); // docker may print a warning before that
    }

    /** Removes the container, and kills all of its processes, unless it is gone already. */
    public void remove() {
        try {
            engine.run("rm", "--force", name);
        } catch (CannotPlay gone) {
            // nothing is left to remove
        }
    }

    /** Says what to do if the engine printed these lines instead of running the program. */
    String explain(List<String> lines) {
        String printed = String.join(" ", lines).replaceFirst(" *(See|Run) '.*", "");
        String used = image.orElse("");
        if (image.isEmpty()) {
            return printed;
        } else if (printed.contains("executable file not found")) {
            return "the image " + used + " has no java on its PATH: use one with Java 17 or newer";
        } else if (printed.contains("UnsupportedClassVersionError")) {
            return "the Java of the image " + used + " is too old: use one with Java 17 or newer";
        } else if (printed.matches(
                "(?i).*(no such image|unable to find image|image not known).*")) {
            return "there is no image " + used + " here: " + engine.name() + " pull " + used;
        }
        return printed;
    }
}
