package dev.defunct.docs;

import static dev.defunct.docs.PagesTest.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.cli.Sections;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("README.md and Javadoc match what the code does")
class ReadmeTest {

    @Test
    @DisplayName(
            "the truth table of README.md has every section, with the outcomes that its Main expects")
    void truthTable() throws IOException {
        List<String> expected =
                Sections.all().stream()
                        .map(
                                section ->
                                        Stream.of(Adopter.values())
                                                .map(init -> cell(section, init))
                                                .collect(Collectors.joining("", row(section), "")))
                        .toList();
        List<String> rows =
                Files.readAllLines(ROOT.resolve("README.md")).stream()
                        .filter(line -> line.matches("\\| \\[\\d\\.\\d .*\\| `.*"))
                        .toList();
        assertThat(rows).isEqualTo(expected);
    }

    @Test
    @DisplayName(
            "the Javadoc of each Main contains the command that plays its section, and "
                    + "only commands that exist")
    void javadoc() throws IOException {
        List<String> numbers = Sections.all().stream().map(Section::number).toList();
        for (Section section : Sections.all()) {
            String folder = section.parent().getPackageName().replace('.', '/');
            String name = folder + "/Main.java";
            String source =
                    Files.readString(
                            ROOT.resolve(section.folder()).resolve("src/main/java").resolve(name));
            assertThat(source).contains("Run it: {@code ./play " + section.number() + "}");
            Matcher command = Pattern.compile("\\./play ([^ }]+)").matcher(source);
            while (command.find()) {
                assertThat(numbers).contains(command.group(1));
            }
        }
    }

    @Test
    @DisplayName("no page has a ./play command with a section or program that does not exist")
    void commands() {
        Stream<String> sections =
                Sections.all().stream()
                        .flatMap(s -> Stream.of(s.number(), s.folder(), s.shortName()));
        Stream<String> programs =
                Sections.all().stream()
                        .flatMap(section -> section.programs().stream())
                        .map(Section.Program::name);
        String known =
                Stream.concat(sections, programs)
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|"));
        for (Page page : Page.all(ROOT)) {
            Matcher command = Pattern.compile("\\./play +([\\w.-]+)").matcher(page.text());
            while (command.find()) {
                assertThat(command.group(1))
                        .as("%s: %s", page, command.group())
                        .matches(
                                known
                                        + "|all|programs|as-init|exercise|quiz|doctor|storm|horde|--\\w+");
            }
        }
    }

    @Test
    @DisplayName("every small program is run by a test of its module")
    void programs() throws IOException {
        for (Section section : Sections.all()) {
            StringBuilder tests = new StringBuilder();
            Path folder = ROOT.resolve(section.folder()).resolve("src/test/java");
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    tests.append(Files.readString(file));
                }
            }
            assertThat(section.programs())
                    .extracting(Section.Program::name)
                    .allMatch(name -> tests.indexOf(name + ".class") >= 0);
        }
    }

    private static String row(Section section) {
        return "| ["
                + section.number()
                + " "
                + section.shortName()
                + "]("
                + section.folder()
                + "/README.md) |";
    }

    private static String cell(Section section, Adopter adopter) {
        return " `" + section.expected(adopter) + "` |";
    }
}
