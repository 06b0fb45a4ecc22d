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
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.Emphasis;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("glossary.md: each page links to a term, or defines it, where it first uses it")
class GlossaryTest {

    private static final Path GLOSSARY = Path.of("docs/glossary.md");

    /** The terms that each page has to link, by their anchors. The others explain a play. */
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
    @DisplayName("no term is used in a sentence before it is linked or defined:")
    void firstUse(Page page) {
        assertThat(unexplained(page)).isEmpty();
    }

    @Test
    @DisplayName("each of these terms has an entry")
    void entries() {
        assertThat(new Page(ROOT, GLOSSARY).all(Heading.class))
                .extracting(heading -> Page.anchor(Page.textOf(heading)))
                .containsAll(TERMS.keySet());
    }

    /** For each term that comes too early, the words around it. */
    private static List<String> unexplained(Page page) {
        Set<String> known = new TreeSet<>();
        List<String> early = new ArrayList<>();
        page.document()
                .accept(
                        new AbstractVisitor() {
                            @Override
                            public void visit(Link link) {
                                String address = link.getDestination();
                                if (address.contains("glossary.md#")) {
                                    known.add(address.replaceFirst(".*#", ""));
                                }
                            }

                            @Override
                            public void visit(StrongEmphasis defined) {
                                define(Page.textOf(defined));
                                visitChildren(defined);
                            }

                            @Override
                            public void visit(Emphasis defined) {
                                define(Page.textOf(defined));
                                visitChildren(defined);
                            }

                            private void define(String words) {
                                TERMS.forEach(
                                        (anchor, term) -> {
                                            if (words.matches("(?i)(child )?(" + term + ")\\.?")) {
                                                known.add(anchor);
                                            }
                                        });
                            }

                            @Override
                            public void visit(Heading heading) {} // cannot be linked

                            @Override
                            public void visit(Image image) {}

                            @Override
                            public void visit(CustomBlock block) {
                                if (!(block instanceof TableBlock)) {
                                    visitChildren(block);
                                }
                            }

                            @Override
                            public void visit(Text text) {
                                TERMS.forEach(
                                        (anchor, term) -> {
                                            String word = "(?i)(?<![\\w-])(" + term + ")(?![\\w-])";
                                            if (Pattern.compile(word)
                                                            .matcher(text.getLiteral())
                                                            .find()
                                                    && known.add(anchor)) {
                                                early.add(anchor + ": " + text.getLiteral());
                                            }
                                        });
                            }
                        });
        return early;
    }
}
