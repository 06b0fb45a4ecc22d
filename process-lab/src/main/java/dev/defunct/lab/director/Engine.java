package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.ps.PathSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A container engine that responds to its command: Docker or Podman.
 *
 * @param name the name of its command: docker or podman
 * @param user the options that have our user run the processes inside, so that we may send them
 *     signals from outside
 */
public record Engine(String name, List<String> user) {

    /** The environment variable that selects an engine. */
    public static final String VARIABLE = "DEFUNCT_ENGINE";

    private static final String NONE_ANSWERS =
            "no container engine answers (%s): install one (package docker.io or podman), start"
                    + " Docker's daemon, or be root or a member of the group docker";

    private static final List<String> KNOWN = List.of("docker", "podman");

    /** An image without files: a container mounts all that it needs. The image is not removed. */
    private static final String EMPTY_IMAGE = "defunct-empty";

    /**
     * Only one process at a time makes the image, if there is a flock(1), because a second image
     * would take the name from the first one, which containers may be using. The image contains
     * /tmp: if the engine made it, only root could write there.
     */
    private static final String MAKE_EMPTY_IMAGE =
            """
            exec 9<"$(command -v "$0")" && flock 9
            "$0" image inspect "$1" >/dev/null 2>&1 9<&- && exit
            folder=$(mktemp -d) && mkdir -m 1777 "$folder/tmp" &&
                tar -c -C "$folder" tmp | "$0" import - "$1" 9<&-
            status=$?
            rm -r "$folder"
            exit $status
            """;

    private static Engine found; // asked only once, because a busy machine can answer late

    /**
     * The engine that {@link #VARIABLE} selects. Without this variable, Docker if its daemon
     * answers, otherwise Podman. Returns the same engine each time.
     *
     * @throws CannotPlay if none answers: the message contains what each command printed
     */
    public static synchronized Engine find() {
        if (found == null) {
            found = ask();
        }
        return found;
    }

    private static Engine ask() {
        String selected = System.getenv(VARIABLE);
        if (selected != null && !KNOWN.contains(selected)) {
            throw new CannotPlay(VARIABLE + " is '" + selected + "', and can be one of " + KNOWN);
        }
        List<String> complaints = new ArrayList<>();
        for (String name : selected == null ? KNOWN : List.of(selected)) {
            try {
                return find(name);
            } catch (CannotPlay e) {
                complaints.add(e.getMessage());
            }
        }
        throw new CannotPlay(NONE_ANSWERS.formatted(String.join("; ", complaints)));
    }

    private static Engine find(String name) {
        if (PathSearch.find(name).isEmpty()) {
            throw new CannotPlay(name + " is not on PATH");
        }
        String format = name.equals("docker") ? "{{.SecurityOptions}}" : "{{.Version.Version}}";
        String answer = String.join(" ", ChildProcess.run(name, "info", "--format", format));
        if (!name.equals("docker") || answer.contains("rootless")) {
            return new Engine(name, List.of());
        }
        String userAndGroup = Posix.get().getuid() + ":" + Posix.get().getgid();
        return new Engine(name, List.of("--user", userAndGroup));
    }

    /**
     * Runs a command of the engine to completion.
     *
     * @return the lines that it printed
     * @throws CannotPlay if the command fails, or does not end within 30 s: the message is what the
     *     command printed
     */
    public List<String> run(String... command) {
        return ChildProcess.run(
                Stream.concat(Stream.of(name), Stream.of(command)).toArray(String[]::new));
    }

    /** Makes the image without files if it is not there, and returns its name. */
    String emptyImage() {
        ChildProcess.run("sh", "-c", MAKE_EMPTY_IMAGE, name, EMPTY_IMAGE);
        return EMPTY_IMAGE;
    }
}
