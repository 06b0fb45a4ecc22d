package dev.defunct.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;
import sun.misc.SignalHandler;

@DisplayName("Cast: what a member of the cast begins with")
class CastTest {

    private static final long SIGCHLD_BIT = 1L << (17 - 1); // SigIgn in proc(5), SIGCHLD is 17

    /** A parent that ignores SIGCHLD, which its children inherit. */
    static final class Ignores {
        public static void main(String[] args) throws ClassNotFoundException {
            Cast cast = Cast.enter(args);
            Class.forName("java.lang.ProcessImpl");
            Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
            Spawn.command("grep", "SigIgn", "/proc/self/status");
            cast.spawn("heir", Heir.class);
        }
    }

    /** A member of the cast, and as such it begins with the default. */
    static final class Heir {
        public static void main(String[] args) throws IOException {
            Cast cast = Cast.enter(args);
            Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("SigIgn"))
                    .forEach(cast::say);
        }
    }

    @Test
    @DisplayName(
            "a member begins with SIGCHLD at its default, though it inherits it ignored (control: grep)")
    void defaultDisposition() {
        Needs.all(Needs.linux());
        try (Troupe troupe = Troupe.under(Init.REAPING, Ignores.class)) {
            troupe.awaitDone("parent");
            troupe.awaitDone("heir");
            await("grep").until(() -> !troupe.strangeWords().isEmpty());
            assertThat(ignored(troupe.strangeWords().get(0)) & SIGCHLD_BIT).isNotZero();
            List<String> words = troupe.words("heir");
            assertThat(ignored(words.get(0)) & SIGCHLD_BIT).isZero();
        }
    }

    private static long ignored(String line) {
        return Long.parseUnsignedLong(line.replaceFirst("SigIgn:\\s*", ""), 16);
    }
}
