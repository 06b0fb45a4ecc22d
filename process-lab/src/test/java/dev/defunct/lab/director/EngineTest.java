package dev.defunct.lab.director;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Engine: the empty image from which the containers of a play are started")
class EngineTest {

    /** A script in place of docker. An import takes half a second, and is noted in a file. */
    private static final String FAKE_ENGINE =
            """
            #!/bin/sh
            cd "$(dirname "$0")"
            case $1 in
            image) test -e image ;;
            import) echo import >>imports; cat >/dev/null; sleep 0.5; touch image ;;
            esac
            """;

    @TempDir Path folder;

    @Test
    @DisplayName("if three plays need the empty image at the same moment, it is imported only once")
    void once() throws Exception {
        Path command = Files.writeString(folder.resolve("docker"), FAKE_ENGINE);
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        Engine engine = new Engine(command.toString(), List.of());
        Stream.generate(() -> CompletableFuture.runAsync(engine::emptyImage))
                .limit(3)
                .toList()
                .forEach(CompletableFuture::join);
        assertThat(folder.resolve("imports")).hasContent("import");
    }
}
