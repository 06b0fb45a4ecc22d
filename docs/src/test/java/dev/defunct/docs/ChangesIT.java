package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.cli.Play;
import dev.defunct.lab.testing.CommandResult;
import dev.defunct.lab.testing.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Each change and each lesson of the pages has the result that its chapter names")
@Execution(ExecutionMode.CONCURRENT)
class ChangesIT {

    static Stream<Change> changes() {
        return Chapter.all(PagesTest.ROOT).stream().flatMap(c -> Change.all(c).stream());
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @MethodSource("changes")
    @DisplayName("\"Try this\": a play with this change prints what the chapter says it prints:")
    void change(Change change, @TempDir Path folder) throws IOException {
        Path source = folder.resolve(change.file().getFileName());
        Files.writeString(source, change.apply(PagesTest.ROOT));
        compile(source, folder.resolve("classes"));

        CommandResult played = play(folder.resolve("classes"), change.command());

        boolean asExpected = !change.prints().contains("NOT as expected");
        assertThat(played.status()).as(played.output()).isEqualTo(asExpected ? 0 : 1);
        String output = played.output().replaceAll(" +", " ");
        assertThat(change.prints()).isNotEmpty().allSatisfy(p -> assertThat(output).contains(p));
    }

    static Stream<String> lessons() {
        return Page.all(PagesTest.ROOT).stream()
                .flatMap(page -> PagesTest.commands(page).stream())
                .map(line -> line.replaceFirst(" +#.*", ""))
                .filter(line -> PagesTest.JAVA.matcher(line).matches())
                .distinct();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @MethodSource("lessons")
    @DisplayName("a lesson runs without ./play, by the command of its chapter:")
    void lesson(String command) {
        String quick = command.replaceFirst("^java ", "java -Ddefunct.tick=20ms ");
        String toTheEnd =
                "{ " + quick + "; echo exit code $?; } | cat"; // cat waits for the app, too
        CommandResult run = new Shell(PagesTest.ROOT).run(toTheEnd);
        assertThat(run.output().lines())
                .as(run.output())
                .contains("0", "1", "2", "tick 1", "exit code 0");
    }

    private static void compile(Path source, Path classes) {
        String[] line = {"-nowarn", "-proc:none", "-d", classes.toString(), source.toString()};
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, line);
        assertThat(status).as("the exit status of javac").isZero();
    }

    /**
     * Plays as ./play does, but quickly, by default under our own init, and with these classes
     * instead of the lesson's.
     */
    private static CommandResult play(Path classes, String command) {
        List<String> options = new ArrayList<>(List.of(command.replace("./play ", "").split(" ")));
        options.addAll(List.of("--tick", "20ms"));
        if (!options.contains("--init")) {
            options.addAll(List.of("--init", "reaping"));
        }
        List<String> java = Jvm.commandWith(classes, Play.class, options.toArray(String[]::new));
        return new Shell(PagesTest.ROOT).run("exec '" + String.join("' '", java) + "'");
    }
}
