package dev.defunct.docs;

import dev.defunct.lab.testing.CommandResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands in sh, like a reader who types them at the root of the repository. */
record Shell(Path root) {

    /**
     * Runs one line or more.
     *
     * @param by the beginning of a command line that runs sh elsewhere, such as nsenter(1); or
     *     nothing
     */
    CommandResult run(String commands, String... by) {
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
            return CommandResult.of(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a command runs", e);
        }
    }

    /**
     * Runs a {@code ./play} command. If a chapter shows this command, it also draws the picture of
     * that chapter.
     */
    CommandResult play(String command) {
        for (Chapter chapter : Chapter.all(root)) {
            if (chapter.command().equals(command)) {
                Path picture = picture(chapter);
                String folder = "mkdir -p " + picture.getParent();
                return run(folder + " && " + command + " --svg " + picture);
            }
        }
        return run(command);
    }

    /** The path, from the root of the repository, of the picture that {@link #play} draws. */
    static Path picture(Chapter chapter) {
        return Path.of("docs", "target", "timelines", chapter.section().number() + ".svg");
    }
}
