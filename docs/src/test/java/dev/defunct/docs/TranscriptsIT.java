package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.testing.CommandResult;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("the runs on the pages are what ./play prints today, except for pids and times")
@Execution(ExecutionMode.CONCURRENT)
class TranscriptsIT {

    private static final Shell SHELL = new Shell(PagesTest.ROOT);

    @BeforeAll
    static void prepare() throws Exception {
        PlayIT.prepare();
    }

    private static Stream<GeneratedBlock> transcripts() {
        return Page.all(PagesTest.ROOT).stream()
                .flatMap(page -> GeneratedBlock.all(page).stream())
                .filter(block -> block.kind() == GeneratedBlock.BlockKind.TRANSCRIPT);
    }

    static Stream<String> commands() {
        return transcripts().map(GeneratedBlock::what).distinct();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @MethodSource("commands")
    @DisplayName(
            "the transcripts and the picture on the pages match what the command prints "
                    + "and draws today:")
    void transcript(String command) throws IOException {
        CommandResult now = SHELL.play(command);

        assertThat(now.status()).isZero();
        List<GeneratedBlock> shown =
                transcripts().filter(block -> block.what().equals(command)).toList();
        for (GeneratedBlock block : shown) {
            assertThat(block.normalised(block.content()).strip())
                    .as("%s\nTo renew it: %s\n%s", command, PagesTest.RENEW, now.output())
                    .isEqualTo(block.normalised(now.output()).strip());
        }
        for (Chapter chapter : Chapter.all(PagesTest.ROOT)) {
            if (chapter.command().equals(command)) {
                Path picture = Shell.picture(chapter);
                assertThat(TimelineShape.of(PagesTest.ROOT.resolve(chapter.picture())))
                        .as("%s. To renew it: %s", chapter.picture(), PagesTest.RENEW)
                        .isEqualTo(TimelineShape.of(PagesTest.ROOT.resolve(picture)));
            }
        }
    }

    /**
     * The commands to run. Of the commands that play a section, only the first one with each init
     * is run, and none with the reaping init or without --init: the test above plays all sections
     * under the reaping init, and PlayIT plays under host. TruthTableTest checks that each section
     * has the expected outcome under every init, and so exit status 0. The tests of the other
     * modules run the small programs, and ChangesIT runs each lesson without ./play.
     */
    static Stream<String> lines() {
        Set<String> seen = new HashSet<>(Set.of("reaping"));
        return Page.all(PagesTest.ROOT).stream()
                .flatMap(page -> PagesTest.commands(page).stream())
                .filter(line -> line.contains("./play"))
                .filter(line -> !line.matches(".*\\b[A-Z]{4,}\\b.*")) // COMMAND: a placeholder
                // WorkshopIT and SmallIT run those
                .filter(line -> !line.matches("\\./play (exercise|doctor|storm|horde).*"))
                .map(line -> line.replaceFirst(" +#.*", "").replaceFirst(" --tick \\S+", ""))
                .filter(line -> !line.matches("\\./play [\\w.]+"))
                .filter(line -> seen.add(line.replaceFirst("^\\./play .* --init ", "")));
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @MethodSource("lines")
    @DisplayName("a command to type, as a page shows it, runs and exits with 0:")
    void command(String line) {
        Stream.of(Adopter.values())
                .filter(init -> line.contains("--init " + init))
                .forEach(init -> Needs.all(Needs.adopter(init)));
        boolean isSection = line.matches("\\./play \\d\\.\\d.*");
        CommandResult now = SHELL.run(isSection ? line + " --tick 20ms" : line);
        assertThat(now.status()).as(now.output()).isZero();
        assertThat(now.output()).isNotEmpty();
    }
}
