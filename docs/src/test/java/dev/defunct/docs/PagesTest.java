package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.defunct.docs.GeneratedBlock.BlockKind;
import dev.defunct.lab.section.Section.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The pages: what they name exists, and their listings are the same as the sources")
class PagesTest {

    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    static final String RENEW = "mvn -pl docs -am -Prenew package";

    private static final Pattern THREAD =
            Pattern.compile("https://github\\.com/[\\w.-]+/([\\w.-]+)/(?:issues|pull)/(\\d+)");
    private static final Pattern PLAY =
            Pattern.compile(
                    "\\./play( as-init .*| all| doctor| (storm|horde)( --full| --[a-z]+ \\S+)*|"
                            + " exercise( (1[01]|\\d))?( --(watch|hint|solution|run|reset))?|"
                            + "( [\\w.]+)( --tick \\d+m?s)?"
                            + "( --init (host|reaping|careless|self|tini|docker(-init)?))?)?$");

    /** The command that runs a lesson on its own. {@link #PS} is the command that looks at it. */
    static final Pattern JAVA =
            Pattern.compile(
                    "java( --?[\\w.-]+=\\S+)* -cp '?([^' ]+)'? (dev\\.defunct\\.\\w+)\\.(\\w+)");

    private static final Pattern PS = Pattern.compile("ps -ef \\| grep \\S+");
    private static final Pattern MVN =
            Pattern.compile("mvn( -[\\w.=-]+( [\\w-]+)?)* [a-z:]+( -D[\\w.]+=\\w+)*");

    static List<Chapter> chapters() {
        return Chapter.all(ROOT);
    }

    @Test
    @DisplayName(
            "every link on a page leads to a file that exists, and to a heading that exists if the link has one")
    void links() {
        for (Page page : Page.all(ROOT)) {
            List<String> images = page.body().select("img").eachAttr("src");
            List<String> links = page.body().select("a").eachAttr("href");
            Stream.of(images, links)
                    .flatMap(List::stream)
                    .filter(link -> !link.startsWith("https://"))
                    .forEach(link -> assertLeadsSomewhere(page, link));
        }
    }

    private static void assertLeadsSomewhere(Page page, String link) {
        Path target = page.resolve(link);
        assertThat(ROOT.resolve(target)).as("%s: %s", page, link).exists();
        if (link.contains("#")) {
            List<String> anchors =
                    new Page(ROOT, target)
                            .body().select("h1, h2, h3").eachText().stream()
                                    .map(Page::anchor)
                                    .toList();
            assertThat(anchors).as("%s: %s", page, link).contains(link.replaceFirst(".*#", ""));
        }
    }

    @Test
    @DisplayName("the text of a link to an issue or pull request is its project and number")
    void threads() {
        for (Page page : Page.all(ROOT)) {
            for (Element link : page.body().select("a")) {
                Matcher thread = THREAD.matcher(link.attr("href"));
                if (thread.matches()) {
                    assertThat(link.text()).isEqualTo(thread.group(1) + "#" + thread.group(2));
                }
            }
        }
    }

    @Test
    @DisplayName("each listing on a page is the same as its source file")
    void sources() {
        for (Page page : Page.all(ROOT)) {
            GeneratedBlock.all(page).stream()
                    .filter(block -> block.kind() == BlockKind.SOURCE)
                    .forEach(
                            block ->
                                    assertThat(block.content())
                                            .as("%s. To renew it: %s", block.what(), RENEW)
                                            .isEqualTo(
                                                    GeneratedBlock.listing(
                                                            ROOT.resolve(block.what()))));
        }
    }

    @Test
    @DisplayName(
            "every block on a page is of a kind that a test checks: a listing, a run, commands or a change")
    void blocks() {
        for (Page page : Page.all(ROOT)) {
            assertThat(commands(page)).as(page.toString()).allMatch(PagesTest::isCommand);
            List<String> generated =
                    GeneratedBlock.all(page).stream().map(GeneratedBlock::content).toList();
            for (Element block : page.body().select("pre[first] > code")) {
                switch (block.className()) {
                    case "" -> {} // commands, as above, or a run
                    case "language-diff" -> assertThat(page.text()).contains("## Try this");
                    // checked by DiagnoseIT and by .ci/bare
                    case "language-sh" ->
                            assertThat(page.file().toString())
                                    .isIn("docs/diagnose.md", "README.md");
                    // checked by InPythonIT
                    case "language-python" -> assertThat(page.text()).contains("](timeline.svg)\n");
                    default -> assertThat(generated).contains(block.wholeText());
                }
            }
        }
    }

    @Test
    @DisplayName("no block on a page is empty")
    void notEmpty() {
        for (Page page : Page.all(ROOT)) {
            assertThat(page.body().select("pre[first] > code"))
                    .as(page.toString())
                    .extracting(Element::wholeText)
                    .allMatch(code -> !code.isBlank());
        }
    }

    @Test
    @DisplayName("the handbook has every page exactly once")
    void handbook() {
        assertThat(Handbook.pages(ROOT))
                .containsExactlyInAnyOrderElementsOf(
                        Page.all(ROOT).stream().map(Page::file).toList());
    }

    /** The lines of the blocks that are commands to type: those without a mark. */
    static List<String> commands(Page page) {
        return page.body().select("pre[first] > code:not([class])").stream()
                .filter(code -> GeneratedBlock.of(page, code).isEmpty())
                .flatMap(code -> code.wholeText().lines())
                .toList();
    }

    private static boolean isCommand(String line) {
        String command = line.replaceFirst(" +#.*", "");
        return PLAY.matcher(command).find()
                || MVN.matcher(command).matches()
                || JAVA.matcher(command).matches()
                || PS.matcher(command).matches();
    }

    @Test
    @DisplayName("every java command on a page names modules and a main class that exist")
    void javaCommands() {
        for (Page page : Page.all(ROOT)) {
            for (String line : commands(page)) {
                Matcher command = JAVA.matcher(line.replaceFirst(" +#.*", ""));
                if (command.matches()) {
                    List<String> modules =
                            Stream.of(command.group(2).split(":"))
                                    .map(entry -> entry.replaceFirst("/target/.*", ""))
                                    .toList();
                    assertThat(modules)
                            .as("%s: %s", page, line)
                            .allSatisfy(
                                    module ->
                                            assertThat(ROOT.resolve(module + "/pom.xml")).exists());
                    String main = command.group(3).replace('.', '/') + "/" + command.group(4);
                    assertThat(modules)
                            .as("%s: %s", page, line)
                            .map(
                                    module ->
                                            ROOT.resolve(
                                                    module + "/src/main/java/" + main + ".java"))
                            .anyMatch(Files::exists);
                }
            }
        }
    }

    @Test
    @DisplayName("every mvn command on a page names modules, profiles and goals that exist")
    void mavenCommands() throws IOException {
        for (Page page : Page.all(ROOT)) {
            String pom = Files.readString(ROOT.resolve("pom.xml"));
            Matcher command = Pattern.compile("mvn ([-\\w:.= ]+)").matcher(page.text());
            while (command.find()) {
                String[] words = command.group(1).trim().split(" ");
                for (int i = 0; i < words.length; i++) {
                    String word = words[i];
                    if (word.equals("-pl")) {
                        assertThat(pom)
                                .as(page.toString())
                                .contains("<module>" + words[++i] + "</module>");
                    } else if (word.startsWith("-D")) {
                        continue; // a property
                    } else if (word.startsWith("-P")) {
                        assertThat(pom + Files.readString(ROOT.resolve("workshop/pom.xml")))
                                .as(page.toString())
                                .contains("<id>" + word.substring(2) + "</id>");
                    } else if (word.contains(":")) {
                        assertThat(pom)
                                .as(page.toString())
                                .contains(word.split(":")[0] + "-maven-plugin</artifactId>");
                    } else {
                        assertThat(word)
                                .as(page.toString())
                                .isIn("-q", "-o", "-am", "test", "package", "verify");
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("every claim that a page names is one of the article's, A1 to E4")
    void claims() {
        for (Page page : Page.all(ROOT)) {
            Matcher claim = Pattern.compile("\\b[A-E]\\d\\b").matcher(page.text());
            while (claim.find()) {
                assertThat(VerdictsTest.CLAIMS).as(page.toString()).contains(claim.group());
            }
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @MethodSource("chapters")
    @DisplayName("a chapter names its claims, and shows the program, a run and its picture:")
    void contents(Chapter chapter) {
        String text = chapter.page().text();
        assertThat(chapter.page().body().select("h1").text())
                .startsWith(chapter.section().number() + " ");
        assertThat(chapter.section().claims())
                .extracting(Claim::number)
                .allSatisfy(number -> assertThat(text).contains("**" + number + "** "));
        assertThat(text).contains("\n./play " + chapter.section().number());
        assertThat(text).contains("\n![").contains("](timeline.svg)\n");
        assertThat(GeneratedBlock.all(chapter.page()))
                .extracting(GeneratedBlock::kind, GeneratedBlock::what)
                .contains(tuple(BlockKind.TRANSCRIPT, chapter.command()))
                .anyMatch(block -> block.toString().contains("Parent.java"));
    }
}
