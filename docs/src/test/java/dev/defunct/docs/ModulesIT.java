package dev.defunct.docs;

import static dev.defunct.docs.PagesTest.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.cli.Sections;
import dev.defunct.lab.section.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the list of modules in pom.xml")
class ModulesIT {

    private static final Pattern SECTION =
            Pattern.compile("<module>((?:scenario|strategy)-.*)</module>");

    @Test
    @DisplayName(
            "each section in the list of modules is a dependency in docs/pom.xml, and "
                    + "therefore on the class path of these tests")
    void dependencies() throws IOException {
        List<String> modules =
                SECTION.matcher(Files.readString(ROOT.resolve("pom.xml")))
                        .results()
                        .map((MatchResult module) -> module.group(1))
                        .toList();
        assertThat(Sections.all()).extracting(Section::folder).isNotEmpty().isEqualTo(modules);
    }
}
