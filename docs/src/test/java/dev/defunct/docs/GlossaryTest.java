package dev.defunct.docs;

import static dev.defunct.docs.PagesTest.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("glossary.md: each page links or defines a term where the page first uses the term")
class GlossaryTest {

    private static final Path GLOSSARY = Path.of("docs/glossary.md");

    /**
     * The anchors and words of the glossary terms that each page has to link. The glossary's other
     * entries are about plays, and need no link.
     */
    private static final Map<String, String> TERMS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("adopter", "adopters?"),
                            Map.entry("child-subreaper", "subreapers?"),
                            Map.entry("claim", "claims?"),
                            Map.entry("control", "controls?"),
                            Map.entry("double-fork", "double forks?"),
                            Map.entry("exec", "exec(?! form| probe)"),
                            Map.entry("exit-code", "exit codes?"),
                            Map.entry("exit-status", "exit status(es)?"),
                            Map.entry("fork", "forks?"),
                            Map.entry("handler", "handlers?"),
                            Map.entry("init", "init"),
                            Map.entry("intermediate", "intermediate"),
                            Map.entry("orphan", "orphans?"),
                            Map.entry("pid-1", "PID 1"),
                            Map.entry("pid-namespace", "PID namespaces?"),
                            Map.entry("pidfd", "pidfds?"),
                            Map.entry("process-reaper", "process reaper"),
                            Map.entry("reap", "reap(s|ed|ing)?"),
                            Map.entry("sigchld", "SIGCHLD"),
                            Map.entry("signal", "signals?"),
                            Map.entry("sig_dfl-sig_ign", "SIG_IGN|SIG_DFL"),
                            Map.entry("wait-status", "wait status"),
                            Map.entry("wait-waitpid", "waitpid"),
                            Map.entry("zombie", "zombies?")));

    static Stream<Page> pages() {
        Set<String> others = Set.of("docs/glossary.md", "docs/cost.md", "docs/workshop.md");
        return Page.all(ROOT).stream().filter(page -> !others.contains(page.toString()));
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @MethodSource("pages")
    @DisplayName(
            "a page uses no term of the glossary in a sentence before it links or defines the term:")
    void firstUse(Page page) {
        assertThat(unexplained(page)).isEmpty();
    }

    @Test
    @DisplayName("each term that a page has to link has an entry in the glossary")
    void entries() {
        assertThat(new Page(ROOT, GLOSSARY).body().select("h1, h2, h3"))
                .extracting(heading -> Page.anchor(heading.text()))
                .containsAll(TERMS.keySet());
    }

    /** The terms that are used before they are linked or defined, each with the text around it. */
    private static List<String> unexplained(Page page) {
        List<String> early = new ArrayList<>();
        read(page.body(), new TreeSet<>(), early);
        return early;
    }

    private static void read(Node node, Set<String> known, List<String> early) {
        if (node instanceof TextNode text) {
            TERMS.forEach(
                    (anchor, term) -> {
                        String word = "(?i)(?<![\\w-])(" + term + ")(?![\\w-])";
                        if (Pattern.compile(word).matcher(text.text()).find()
                                && known.add(anchor)) {
                            early.add(anchor + ": " + text.text());
                        }
                    });
        } else if (node instanceof Element element) {
            switch (element.tagName()) {
                case "a" -> link(element.attr("href"), known);
                case "pre", "code", "table", "h1", "h2", "h3", "h4" -> {} // cannot be linked
                default -> {
                    if (element.is("em, strong")) {
                        define(element.text(), known);
                    }
                    element.childNodes().forEach(child -> read(child, known, early));
                }
            }
        }
    }

    private static void link(String address, Set<String> known) {
        if (address.contains("glossary.md#")) {
            known.add(address.replaceFirst(".*#", ""));
        }
    }

    private static void define(String words, Set<String> known) {
        TERMS.forEach(
                (anchor, term) -> {
                    if (words.matches("(?i)(child )?(" + term + ")\\.?")) {
                        known.add(anchor);
                    }
                });
    }
}
