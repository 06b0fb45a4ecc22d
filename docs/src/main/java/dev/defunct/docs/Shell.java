package dev.defunct.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs commands in sh, as a reader would who types them at the root of the repository. */
record Shell(Path root) {

    private static final Pattern SECTION = Pattern.compile("\\./play (\\d\\.\\d)\\b.*");

    /** What commands printed, to either stream, and their exit status. */
    record Result(String output, int status) {}

    /**
     * Runs a line, or several.
     *
     * @param by the beginning of a command that runs its rest elsewhere, nsenter(1); or nothing
     */
    Result run(String commands, String... by) {
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
            throw new IllegalStateException("interrupted while a command runs", e);
        }
    }

    /** Runs {@code ./play ...}; if it plays one section, it also draws the {@link #picture}. */
    Result play(String command) {
        Matcher section = SECTION.matcher(command);
        if (!section.matches()) {
            return run(command);
        }
        Path picture = picture(section.group(1));
        return run("mkdir -p " + picture.getParent() + " && " + command + " --svg " + picture);
    }

    /** The picture of the section's last {@link #play}, from the root of the repository. */
    static Path picture(String section) {
        return Path.of("docs", "target", "timelines", section + ".svg");
    }
}
