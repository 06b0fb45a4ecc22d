package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The arguments and the environment of this process byte for byte, as {@link AsInit} has to hand
 * them on.
 */
final class ExactBytes {

    /**
     * The descriptor of a file with the environment that {@code ./play} was given, in base64,
     * because a shell changes its own environment.
     */
    private static final Integer GIVEN_TO_PLAY = Integer.getInteger("defunct.environment");

    private ExactBytes() {}

    /** The last {@code count} arguments of this process. */
    static List<byte[]> ofArguments(int count) {
        List<byte[]> all = strings(read("/proc/self/cmdline"));
        return all.subList(all.size() - count, all.size());
    }

    /** The environment, each variable as NAME=VALUE. */
    static List<byte[]> ofEnvironment() {
        if (GIVEN_TO_PLAY == null) {
            return strings(read("/proc/self/environ"));
        }
        byte[] given = read("/proc/self/fd/" + GIVEN_TO_PLAY);
        Posix.get().close(GIVEN_TO_PLAY);
        return strings(Base64.getMimeDecoder().decode(given));
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException | LinkageError e) { // a class of the JDK that could not be loaded
            throw new CannotPlay(
                    file + " cannot be read: mount /proc, or allow more open files (ulimit -n)");
        }
    }

    /** Splits a block of strings, each of which ends with a null byte (proc(5)). */
    private static List<byte[]> strings(byte[] block) {
        List<byte[]> strings = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < block.length; i++) {
            if (block[i] == 0) {
                strings.add(Arrays.copyOfRange(block, start, i));
                start = i + 1;
            }
        }
        return strings;
    }
}
