package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.cli.Sections;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reader runs the two main classes of a section in an IDE, or with java -cp. */
@DisplayName("Each section's main classes, run as a reader runs them")
@Execution(ExecutionMode.CONCURRENT)
class MainsIT {

    static List<Section> sections() {
        return Sections.all();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @MethodSource("sections")
    @DisplayName(
            "Main plays the parent and the app, shows the claims and the outcome, and exits with code 0:")
    void main(Section section) throws Exception {
        Class<?> main = Class.forName(section.parent().getPackageName() + ".Main");
        Process play =
                new ProcessBuilder(Spawn.javaCommand(main, "--tick", "20ms", "--init", "reaping"))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(play.getInputStream().readAllBytes());
        assertThat(output)
                .contains(section.number() + "  " + section.title())
                .containsPattern("app +\\d+  \\| 0\\R")
                .contains("outcome seen:     " + section.expected(Adopter.REAPING))
                .endsWith("as expected" + System.lineSeparator())
                .doesNotContain("WARNING")
                .doesNotContain("NOT as expected");
        assertThat(play.waitFor()).isZero();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @MethodSource("sections")
    @DisplayName(
            "Parent runs on its own, without ./play: it starts the app, the app counts, and both exit:")
    void parent(Section section, @TempDir Path folder) throws Exception {
        List<String> command = Spawn.javaCommand(section.parent());
        command.add(1, "-Ddefunct.tick=20ms");
        ProcessTable table = ProcessTable.ofThisMachine();
        Path output = folder.resolve("output"); // a pipe would be closed when the parent exits
        Process parent =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(parent.waitFor()).isZero();
        Awaitility.await("the app has counted")
                .untilAsserted(
                        () -> assertThat(Files.readAllLines(output)).contains("0", "1", "2"));
        assertThat(Files.readAllLines(output)).noneMatch(line -> line.startsWith("@"));
        Awaitility.await("nothing is left of the parent")
                .until(() -> table.find(parent.pid()).map(ProcessEntry::isZombie).isEmpty());
    }
}
