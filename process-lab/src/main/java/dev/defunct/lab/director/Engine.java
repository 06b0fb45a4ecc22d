package dev.defunct.lab.director;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.ps.PathSearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A container engine that answers: Docker or Podman.
 *
 * @param name of its command: docker or podman
 * @param user the options that make us the user inside, so that we may send signals from outside
 */
public record Engine(String name, List<String> user) {

    /** The environment variable that selects an engine. */
    public static final String VARIABLE = "DEFUNCT_ENGINE";

    private static final List<String> KNOWN = List.of("docker", "podman");

    /** An image without files: all that a container has in it is mounted. The engine keeps it. */
    private static final String EMPTY_IMAGE = "defunct-empty";

    /**
     * One process at a time, if there is a flock(1): a second image would take the name from the
     * first image, which containers may be using. The image contains /tmp, because if the engine
     * has to make /tmp, only root can write to it.
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

    private static Engine found; // asked once: a busy machine can answer late, or not at all

    /**
     * The engine that {@link #VARIABLE} selects. Without it, Docker if its daemon answers,
     * otherwise Podman. Returns the same engine each time.
     *
     * @throws CannotPlay if none answers: what each engine answered
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
        throw new CannotPlay(
                "no container engine answers ("
                        + String.join("; ", complaints)
                        + "): install one (package docker.io or podman), start Docker's daemon, or"
                        + " be root or a member of the group docker");
    }

    private static Engine find(String name) {
        if (PathSearch.find(name).isEmpty()) {
            throw new CannotPlay(name + " is not on PATH");
        }
        String format = name.equals("docker") ? "{{.SecurityOptions}}" : "{{.Version.Version}}";
        String answer = String.join(" ", ChildProcess.run(name, "info", "--format", format));
        boolean isRootOutside = name.equals("docker") && !answer.contains("rootless");
        return new Engine(name, isRootOutside ? List.of("--user", userAndGroup()) : List.of());
    }

    private static String userAndGroup() {
        try {
            Path self = Path.of("/proc/self");
            return Files.getAttribute(self, "unix:uid")
                    + ":"
                    + Files.getAttribute(self, "unix:gid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a command of the engine to its end.
     *
     * @return the lines that it printed
     * @throws CannotPlay if it fails, or does not end within 30 s: what it printed
     */
    public List<String> run(String... command) {
        return ChildProcess.run(
                Stream.concat(Stream.of(name), Stream.of(command)).toArray(String[]::new));
    }

    /** The name of the image without files, which is made if it is not there. */
    String emptyImage() {
        ChildProcess.run("sh", "-c", MAKE_EMPTY_IMAGE, name, EMPTY_IMAGE);
        return EMPTY_IMAGE;
    }
}
