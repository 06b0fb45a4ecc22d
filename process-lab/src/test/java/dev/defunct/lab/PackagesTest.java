package dev.defunct.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The packages of the lab")
class PackagesTest {

    private static final Path LAB = Path.of("src/main/java/dev/defunct/lab");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?dev\\.defunct\\.(?:lab\\.)?(\\w+)\\.");

    /**
     * The packages of the lab. Each may use only itself and the packages before it in this list.
     */
    private static final List<String> PACKAGES =
            List.of("posix", "ps", "role", "section", "director", "show", "cli");

    static List<String> packages() {
        return PACKAGES;
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @MethodSource("packages")
    @DisplayName(
            "each package uses only itself and lower layers, has at most eight files, and "
                    + "has a package-info.java:")
    void usesOnlyPackagesBelow(String name) throws IOException {
        List<String> below = PACKAGES.subList(0, PACKAGES.indexOf(name) + 1);
        List<Path> files;
        try (Stream<Path> all = Files.list(LAB.resolve(name))) {
            files = all.filter(file -> !file.endsWith("package-info.java")).toList();
        }
        for (Path file : files) {
            List<String> used =
                    IMPORT.matcher(Files.readString(file))
                            .results()
                            .map((MatchResult found) -> found.group(1))
                            .distinct()
                            .toList();
            assertThat(below).as("the packages that %s may use", file).containsAll(used);
        }
        assertThat(files).hasSizeLessThanOrEqualTo(8);
        assertThat(LAB.resolve(name).resolve("package-info.java")).exists();
    }
}
