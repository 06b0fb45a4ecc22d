package dev.defunct.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the program says today: for an {@link Insert}, and for a picture. */
final class Fresh {

    private static final Pattern SECTION = Pattern.compile("\\./play (\\d\\.\\d)\\b.*");
    private static final Pattern DECLARATION =
            Pattern.compile("(?:public |final )*(?:class|record|interface|enum) .*");

    private final Path root;
    private final Path pictures;

    /**
     * @param root of the repository, built: {@code ./play} is run there
     */
    Fresh(Path root) {
        this.root = root;
        this.pictures = root.resolve("docs/target/timelines");
    }

    /** What a command printed, to either stream, and its exit status. */
    record Result(String output, int status) {}

    /** A source file from its declaration on, without package, imports and Javadoc. */
    String source(String file) {
        try {
            List<String> lines = Files.readAllLines(root.resolve(file));
            List<String> lesson =
                    lines.stream().dropWhile(line -> !DECLARATION.matcher(line).matches()).toList();
            if (lesson.isEmpty()) {
                throw new IllegalArgumentException(file + " has no declaration of a type");
            }
            return String.join("\n", lesson) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs {@code ./play ...}. If it plays one section, it also draws the timeline.
     *
     * @see #picture
     */
    Result play(String command) {
        Matcher section = SECTION.matcher(command);
        if (!section.matches()) {
            return shell(command);
        }
        try {
            Files.createDirectories(pictures);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return shell(command + " --svg '" + picture(section.group(1)) + "'");
    }

    /** The picture of the section's last {@link #play}. */
    Path picture(String section) {
        return pictures.resolve(section + ".svg");
    }

    /**
     * Runs a line, or several, in sh, at the root.
     *
     * @param by the beginning of a command that runs its rest elsewhere, nsenter(1); or nothing
     */
    Result shell(String commands, String... by) {
        List<String> command = new ArrayList<>(List.of(by));
        command.addAll(List.of("sh", "-c", commands));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        String jdk = System.getProperty("java.home") + "/bin:";
        builder.environment().merge("PATH", jdk, (path, bin) -> bin + path);
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            return new Result(new String(output, StandardCharsets.UTF_8), process.waitFor());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts us", e);
        }
    }
}
