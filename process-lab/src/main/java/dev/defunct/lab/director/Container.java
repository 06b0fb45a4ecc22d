package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A container that has this machine's programs and our classes in it: the machine's files are
 * mounted read-only, over an empty root. The engine removes it when its PID 1 ends.
 */
public final class Container {

    /** The system property that names an image to use instead of this machine's programs. */
    public static final String IMAGE = "defunct.image";

    /** Not /sbin, where Docker puts its init. */
    private static final List<String> SYSTEM = List.of("/usr", "/lib", "/lib64", "/bin", "/etc");

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Engine engine = Engine.find();
    private final Optional<String> image = Optional.ofNullable(System.getProperty(IMAGE));
    private final String name =
            "defunct-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    private final Optional<String> emptyImage;
    private final List<String> options;

    /**
     * Nothing is started yet.
     *
     * @param options of {@code docker run}, in addition to ours: --init, --pids-limit 100, ...
     * @throws CannotPlay if no engine answers
     */
    public Container(String... options) {
        this(Optional.empty(), options);
    }

    /**
     * Nothing is started yet.
     *
     * @param emptyImage an image without files, in the place of ours: one with a health check
     * @throws CannotPlay if no engine answers
     */
    public Container(Optional<String> emptyImage, String... options) {
        this.emptyImage = emptyImage;
        this.options = List.of(options);
    }

    public Engine engine() {
        return engine;
    }

    /** Its name, as the engine knows it. */
    public String name() {
        return name;
    }

    /**
     * The command that runs a program as PID 1 of this container, or as the child of the engine's
     * init. Its standard input and output are the program's.
     */
    public List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(List.of(engine.name(), "run", "--name", name));
        command.addAll(List.of("--rm", "--interactive", "--sig-proxy=false", "--pull", "never"));
        command.addAll(List.of("--network", "none", "--log-driver", "none"));
        command.addAll(List.of("--security-opt", "label=disable")); // SELinux refuses the mounts
        command.addAll(engine.user());
        command.addAll(List.of("--env", Spawn.PLAY, "--env", "LC_ALL=C.UTF-8"));
        command.addAll(List.of("--tmpfs", "/tmp:exec")); // for the native library of jnr-posix
        command.addAll(List.of("--workdir", Path.of("").toAbsolutePath().toString()));
        for (String file : files()) {
            command.addAll(
                    List.of("--mount", "type=bind,readonly,source=" + file + ",target=" + file));
        }
        command.addAll(options);
        String first =
                image.isPresent() && program.get(0).endsWith("/java") ? "java" : program.get(0);
        String used = image.or(() -> emptyImage).orElseGet(engine::emptyImage);
        command.addAll(List.of("--entrypoint", first, used));
        command.addAll(program.subList(1, program.size()));
        return command;
    }

    /**
     * The files to mount: our classes, and what Java needs of this machine. If an image is given,
     * the image has what Java needs.
     */
    private List<String> files() {
        List<String> files = new ArrayList<>();
        if (image.isEmpty()) {
            SYSTEM.stream().filter(folder -> Files.exists(Path.of(folder))).forEach(files::add);
        }
        Stream<String> ours =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
        if (image.isEmpty()) {
            Stream<String> java =
                    Stream.of("java.home", "defunct.archive").map(System::getProperty);
            ours = Stream.concat(ours, java.filter(file -> file != null));
        }
        ours.map(file -> Path.of(file).toAbsolutePath().normalize())
                .filter(file -> files.stream().noneMatch(file::startsWith))
                .filter(Files::exists)
                .map(Path::toString)
                .distinct()
                .forEach(files::add);
        return files;
    }

    /**
     * The process outside that waits for the container's PID 1, the engine's containerd-shim or
     * conmon: its pid outside.
     *
     * @throws CannotPlay if the container does not run, or not on this machine
     */
    public long shim() {
        String pid1 = inspect("{{.State.Pid}}");
        return ProcessTable.ofThisMachine()
                .find(Long.parseLong(pid1))
                .map(ProcessEntry::parent)
                .orElseThrow(() -> new CannotPlay(name + " has ended, or runs on another machine"));
    }

    /** What the engine reports about the container, in a format of Go's text/template. */
    public String inspect(String format) {
        List<String> lines = engine.run("container", "inspect", "--format", format, name);
        return lines.get(lines.size() - 1); // docker may print a warning before that
    }

    /** Removes it, and kills all of its processes, unless it is gone already. */
    public void remove() {
        try {
            engine.run("rm", "--force", name);
        } catch (CannotPlay gone) {
            // nothing is left to remove
        }
    }

    /** What a person can do, if the engine has printed this instead of running the program. */
    String explain(List<String> lines) {
        String said = String.join(" ", lines).replaceFirst(" *(See|Run) '.*", "");
        String used = image.orElse("");
        if (image.isEmpty()) {
            return said;
        } else if (said.contains("executable file not found")) {
            return "the image " + used + " has no java on its PATH: use one with Java 17 or newer";
        } else if (said.contains("UnsupportedClassVersionError")) {
            return "the Java of the image " + used + " is too old: use one with Java 17 or newer";
        } else if (said.matches("(?i).*(no such image|unable to find image|image not known).*")) {
            return "there is no image " + used + " here: " + engine.name() + " pull " + used;
        }
        return said;
    }
}
