package dev.defunct.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A Markdown file of the repository, and what in it is not written by hand: {@link Insert}s.
 *
 * <p>An HTML comment {@code <!-- source: src/main/java/... -->} has below it that source file,
 * without its beginning. A paragraph "This is `./play ...`:" has below it what that command prints.
 * "This was printed by `./play ...`:" has below it what it printed once, a measurement. A block
 * marked {@code sh} may have below it one marked {@code text}: what those commands print.
 */
final class Page {

    static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

    private static final Pattern SOURCE = Pattern.compile("<!-- source: (\\S+) -->");
    private static final Pattern RECORD =
            Pattern.compile("This was printed by (\\./play [\\w-]+).*:$");
    private static final Pattern TRANSCRIPT = Pattern.compile("This is (\\./play [^:]*):$");

    /** The Markdown file, relative to the root of the repository. */
    private final Path file;

    private final Path root;
    private final String text;
    private final Node document;

    Page(Path root, Path file) {
        this.root = root;
        this.file = file;
        try {
            this.text = Files.readString(root.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.document =
                Parser.builder()
                        .extensions(EXTENSIONS)
                        .includeSourceSpans(IncludeSourceSpans.BLOCKS)
                        .build()
                        .parse(text);
    }

    /** Every Markdown file at the root and in the folders there, by name. */
    static List<Page> all(Path root) {
        try (Stream<Path> files = Files.walk(root, 2)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .map(root::relativize)
                    .sorted()
                    .map(file -> new Page(root, file))
                    .toList();
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

    Node document() {
        return document;
    }

    /** The file that a link in this page leads to, without its anchor; from the root. */
    Path resolve(String link) {
        String path = link.replaceFirst("#.*", "");
        return path.isEmpty() ? file : file.resolveSibling(path).normalize();
    }

    /** All nodes of a kind, in order. */
    <N extends Node> List<N> all(Class<N> kind) {
        return below(document, kind);
    }

    /** All nodes of a kind, in order, in a part of a page. */
    static <N extends Node> List<N> below(Node part, Class<N> kind) {
        List<N> found = new ArrayList<>();
        collect(part, kind, found);
        return found;
    }

    private static <N extends Node> void collect(Node node, Class<N> kind, List<N> found) {
        if (kind.isInstance(node)) {
            found.add(kind.cast(node));
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            collect(child, kind, found);
        }
    }

    /** The lines of the blocks that are commands to type: those without a mark. */
    List<String> commands() {
        List<Integer> inserts = inserts().stream().map(Insert::firstLine).toList();
        return all(FencedCodeBlock.class).stream()
                .filter(block -> block.getInfo().isEmpty())
                .filter(block -> !inserts.contains(firstLine(block)))
                .flatMap(block -> block.getLiteral().lines())
                .toList();
    }

    private static int firstLine(FencedCodeBlock block) {
        return block.getSourceSpans().get(0).getLineIndex() + 1;
    }

    /** What this page shows of the program, in order. */
    List<Insert> inserts() {
        return all(FencedCodeBlock.class).stream().flatMap(b -> insert(b).stream()).toList();
    }

    /** The text of this page, with other contents for its inserts, which are asked for in order. */
    String with(Function<Insert, String> contents) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        int moved = 0; // so far, by contents that are longer than before
        for (Insert insert : inserts()) {
            List<String> now = contents.apply(insert).lines().toList();
            List<String> old = lines.subList(insert.firstLine() + moved, insert.endLine() + moved);
            moved += now.size() - old.size();
            old.clear();
            old.addAll(now);
        }
        return String.join("\n", lines);
    }

    private Optional<Insert> insert(FencedCodeBlock block) {
        Node before = block.getPrevious();
        if (before instanceof HtmlBlock comment) {
            Matcher source = SOURCE.matcher(comment.getLiteral().strip());
            return source.matches()
                    ? insert(Insert.Kind.SOURCE, resolve(source.group(1)).toString(), block)
                    : Optional.empty();
        }
        if (before instanceof FencedCodeBlock commands) {
            return commands.getInfo().equals("sh") && block.getInfo().equals("text")
                    ? insert(Insert.Kind.OUTPUT, commands.getLiteral(), block)
                    : Optional.empty();
        }
        String words = before == null ? "" : textOf(before);
        Matcher record = RECORD.matcher(words);
        if (record.find()) {
            return insert(Insert.Kind.RECORD, record.group(1), block);
        }
        Matcher transcript = TRANSCRIPT.matcher(words);
        return transcript.find()
                ? insert(Insert.Kind.TRANSCRIPT, transcript.group(1), block)
                : Optional.empty();
    }

    private static Optional<Insert> insert(Insert.Kind kind, String what, FencedCodeBlock block) {
        int endLine = block.getSourceSpans().get(block.getSourceSpans().size() - 1).getLineIndex();
        return Optional.of(new Insert(kind, what, block.getLiteral(), firstLine(block), endLine));
    }

    /** What a reader reads of it, without marks. */
    static String textOf(Node node) {
        if (node instanceof Text words) {
            return words.getLiteral();
        }
        if (node instanceof Code code) {
            return code.getLiteral();
        }
        if (node instanceof SoftLineBreak || node instanceof HardLineBreak) {
            return " ";
        }
        StringBuilder text = new StringBuilder();
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            text.append(textOf(child));
        }
        return text.toString();
    }

    /** The anchor of a heading with this text, as code hosts make it. */
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
