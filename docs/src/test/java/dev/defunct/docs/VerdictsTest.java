package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("errata.md and myths.md: each sentence has a verdict, and tests that exist")
class VerdictsTest {

    private static final Path DOCS = PagesTest.ROOT.resolve("docs");

    static final List<String> CLAIMS =
            List.of(
                    "A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "B5", "C1", "C2", "C3", "D1",
                    "D2", "D3", "E1", "E2", "E3", "E4");

    private static final Pattern DISPLAY_NAME =
            Pattern.compile("@DisplayName\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*\\)");

    /** A heading of the second level, and what is below it. */
    private record Entry(String heading, List<String> verdicts, List<Element> links) {}

    @Test
    @DisplayName("errata.md has every claim of the article, A1 to E4, with one of four verdicts")
    void errata() throws IOException {
        List<Entry> entries = entries("errata.md");
        assertThat(entries).extracting(entry -> entry.heading().substring(0, 2)).isEqualTo(CLAIMS);
        assertThat(entries)
                .allSatisfy(
                        entry ->
                                assertThat(entry.verdicts())
                                        .singleElement()
                                        .isIn(
                                                "Holds.",
                                                "Holds under conditions.",
                                                "Refuted.",
                                                "Bug in the listing."));
        assertThat(verdictOf("D3", entries)).isEqualTo("Refuted.");
        assertThat(verdictOf("E3", entries)).isEqualTo("Bug in the listing.");
    }

    @Test
    @DisplayName("each of the myths has the verdict wrong or half true")
    void myths() throws IOException {
        assertThat(entries("myths.md"))
                .isNotEmpty()
                .allSatisfy(
                        entry ->
                                assertThat(entry.verdicts())
                                        .singleElement()
                                        .isIn("Wrong.", "Half true."));
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @DisplayName(
            "each sentence links to tests, and the text of each link is the display name of a test in that file:")
    @ValueSource(strings = {"errata.md", "myths.md"})
    void tests(String file) throws IOException {
        for (Entry entry : entries(file)) {
            assertThat(entry.links()).as(entry.heading()).isNotEmpty();
            for (Element link : entry.links()) {
                assertThat(displayNames(DOCS.resolve(link.attr("href"))))
                        .as(link.attr("href"))
                        .contains(link.text());
            }
        }
    }

    private static String verdictOf(String claim, List<Entry> entries) {
        return entries.get(CLAIMS.indexOf(claim)).verdicts().get(0);
    }

    private static List<Entry> entries(String file) {
        List<Entry> entries = new ArrayList<>();
        Page page = new Page(PagesTest.ROOT, Path.of("docs", file));
        for (Element element : page.body().select("h2, strong, a[href$=.java]")) {
            if (element.is("h2")) {
                entries.add(new Entry(element.text(), new ArrayList<>(), new ArrayList<>()));
            } else if (!entries.isEmpty()) {
                Entry last = entries.get(entries.size() - 1);
                if (element.is("strong")) {
                    last.verdicts().add(element.text());
                } else {
                    last.links().add(element);
                }
            }
        }
        return entries;
    }

    /** The names of the tests in a source file, as they are printed. */
    private static List<String> displayNames(Path source) throws IOException {
        assertThat(source).exists();
        Matcher name = DISPLAY_NAME.matcher(Files.readString(source));
        return name.results().map(result -> result.group(1).replace("\\\"", "\"")).toList();
    }
}
