package dev.defunct.workshop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.Document;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.text.TextContentRenderer;

/** The hints of docs/workshop.md: three for each exercise, folded, below its heading. */
final class Hints {

    private Hints() {}

    /**
     * Those of an exercise, in order, as plain text.
     *
     * @param root of the repository
     */
    static List<String> of(Path root, Exercise exercise) {
        List<String> hints = new ArrayList<>();
        Document hint = null; // that we are in
        Node node = sections(root, exercise);
        while (node != null && !(node instanceof Heading)) {
            Node next = node.getNext();
            String html = node instanceof HtmlBlock block ? block.getLiteral() : "";
            if (html.contains("<summary>")) {
                hint = new Document();
            } else if (html.contains("</details>")) {
                hints.add(TextContentRenderer.builder().build().render(hint).strip());
                hint = null;
            } else if (hint != null) {
                hint.appendChild(node);
            }
            node = next;
        }
        return hints;
    }

    /** What follows the heading of an exercise. */
    private static Node sections(Path root, Exercise exercise) {
        try {
            Node page =
                    Parser.builder()
                            .build()
                            .parse(Files.readString(root.resolve("docs/workshop.md")));
            for (Node node = page.getFirstChild(); node != null; node = node.getNext()) {
                if (node instanceof Heading
                        && node.getFirstChild() instanceof Text title
                        && title.getLiteral().startsWith(exercise.number() + " ")) {
                    return node.getNext();
                }
            }
            throw new IllegalStateException(
                    "docs/workshop.md has no exercise " + exercise.number());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
