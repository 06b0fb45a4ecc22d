package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("\"Try this\": each change, made and played, comes out as the chapter says")
@Execution(ExecutionMode.CONCURRENT)
class ChangesIT {

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    static Stream<Change> changes() {
        return Chapter.all(PagesTest.ROOT).stream().flatMap(c -> Change.all(c).stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    @DisplayName("the change")
    void change(Change change, @TempDir Path folder) throws IOException {
        Path source = folder.resolve(change.file().getFileName());
        Files.writeString(source, change.apply(PagesTest.ROOT));
        compile(source, folder.resolve("classes"));

        Fresh.Result played = play(folder.resolve("classes"), change.command());

        boolean asExpected = !change.prints().contains("NOT as expected");
        assertThat(played.status()).as(played.output()).isEqualTo(asExpected ? 0 : 1);
        String output = played.output().replaceAll(" +", " ");
        assertThat(change.prints()).isNotEmpty().allSatisfy(p -> assertThat(output).contains(p));
    }

    private static void compile(Path source, Path classes) {
        List<String> arguments =
                List.of("-nowarn", "-proc:none", "-cp", CLASS_PATH, "-d", classes.toString());
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                Stream.concat(arguments.stream(), Stream.of(source.toString()))
                                        .toArray(String[]::new));
        assertThat(status).as("javac").isZero();
    }

    /** Plays as ./play does, with these classes before ours; quickly, and with our own init. */
    private static Fresh.Result play(Path classes, String command) {
        String options = command.replace("./play", "") + " --tick 20ms";
        String init = options.contains("--init") ? "" : " --init reaping";
        String java =
                "exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -cp '%s:%s'"
                        + " dev.defunct.lab.Play";
        return new Fresh(PagesTest.ROOT)
                .shell(String.format(java, classes, CLASS_PATH) + options + init);
    }
}
