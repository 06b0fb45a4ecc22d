package dev.defunct.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** A Markdown file of the repository, as HTML. */
final class Page {

    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    private static final Parser PARSER =
            Parser.builder()
                    .extensions(TABLES)
                    .includeSourceSpans(IncludeSourceSpans.BLOCKS)
                    .build();
    private static final HtmlRenderer RENDERER =
            HtmlRenderer.builder()
                    .extensions(TABLES)
                    .attributeProviderFactory(context -> Page::addLines)
                    .build();

    private final Path file;
    private final String text;
    private final Element body;

    /**
     * @param file relative to the root of the repository
     */
    Page(Path root, Path file) {
        this.file = file;
        this.text = read(root.resolve(file));
        this.body = Jsoup.parseBodyFragment(RENDERER.render(PARSER.parse(text))).body();
    }

    /** Tells a fenced block of code in which lines of the file its content is. */
    private static void addLines(Node node, String tag, Map<String, String> attributes) {
        if (node instanceof FencedCodeBlock && tag.equals("pre")) {
            List<SourceSpan> lines = node.getSourceSpans();
            attributes.put("first", "" + (lines.get(0).getLineIndex() + 1));
            attributes.put("end", "" + lines.get(lines.size() - 1).getLineIndex());
        }
    }

    /** Every Markdown file at the root and in the folders there, by name. */
    static List<Page> all(Path root) {
        try (Stream<Path> files = Files.walk(root, 2)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .map(file -> new Page(root, root.relativize(file)))
                    .sorted(Comparator.comparing(Page::file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a file. */
    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return file;
    }

    String text() {
        return text;
    }

    Element body() {
        return body;
    }

    /** The file that a link in this page leads to, without its anchor; from the root. */
    Path resolve(String link) {
        String path = link.replaceFirst("#.*", "");
        return path.isEmpty() ? file : file.resolveSibling(path).normalize();
    }

    /** The anchor that GitHub and similar sites generate for a heading with this text. */
    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
