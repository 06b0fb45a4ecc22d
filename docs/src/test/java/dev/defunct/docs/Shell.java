package dev.defunct.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands in sh, like a reader who types them at the root of the repository. */
record Shell(Path root) {

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

    /**
     * Runs {@code ./play ...}; if a chapter has this command, the picture of that chapter is drawn,
     * too.
     */
    Result play(String command) {
        for (Chapter chapter : Chapter.all(root)) {
            if (chapter.command().equals(command)) {
                Path picture = picture(chapter);
                String folder = "mkdir -p " + picture.getParent();
                return run(folder + " && " + command + " --svg " + picture);
            }
        }
        return run(command);
    }

    /** The path, relative to the repository, of the picture of a chapter's last {@link #play}. */
    static Path picture(Chapter chapter) {
        return Path.of("docs", "target", "timelines", chapter.section().number() + ".svg");
    }
}
