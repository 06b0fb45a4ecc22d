package dev.defunct.docs;

import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Tag;

/**
 * All pages in reading order as one HTML page that needs nothing else: with the timelines of this
 * build's plays, with the results of this build's tests beside the claims, and with every source
 * file that a page links to.
 */
public final class Handbook {

    private static final String WEBJAR = "/META-INF/maven/org.webjars/highlightjs/pom.properties";

    /** Where the pictures are that a chart library drew, and that are not of our colours. */
    private static final Path CHARTS = Path.of("docs", "charts");

    private final Path root;
    private final Fresh fresh;
    private final Results results;
    private final List<Path> order;
    private final Map<Path, String> sources = new TreeMap<>();

    /** A chapter, for the template: its anchor, its title, and its text. */
    public record Part(String id, String title, List<Part> parts, String html) {}

    private Handbook(Path root) {
        this.root = root;
        this.fresh = new Fresh(root);
        this.results = new Results(root);
        this.order = pages(root);
    }

    /**
     * Makes {@code docs/target/handbook/index.html}.
     *
     * @param args the root of the repository
     */
    public static void main(String[] args) throws IOException, TemplateException {
        new Handbook(Path.of(args[0]).toRealPath()).make();
    }

    /** The pages that are in it, in reading order. */
    static List<Path> pages(Path root) {
        Stream<Path> first =
                Stream.of("README.md", "docs/README.md", "docs/zombies.md").map(Path::of);
        Stream<Path> sections = Chapter.all(root).stream().map(chapter -> chapter.page().file());
        Stream<Path> then =
                Stream.of(
                                "choose",
                                "cost",
                                "jvm",
                                "containers",
                                "diagnose",
                                "workshop",
                                "errata",
                                "myths",
                                "glossary")
                        .map(name -> Path.of("docs", name + ".md"));
        return Stream.of(first, sections, then, Stream.of(Path.of("CONTRIBUTING.md")))
                .flatMap(files -> files)
                .toList();
    }

    private void make() throws IOException, TemplateException {
        List<Part> chapters = new ArrayList<>();
        for (Path file : order) {
            chapters.add(chapter(new Page(root, file)));
        }
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(Handbook.class, "");
        templates.setDefaultEncoding("UTF-8");
        Path page = root.resolve("docs/target/handbook/index.html");
        Files.createDirectories(page.getParent());
        try (Writer writer = Files.newBufferedWriter(page)) {
            Map<String, Object> model =
                    Map.of(
                            "chapters", chapters,
                            "sources", sources(),
                            "summary", results.summary(),
                            "style", resource("handbook.css"),
                            "light", resource(highlightJs() + "styles/a11y-light.min.css"),
                            "dark", resource(highlightJs() + "styles/a11y-dark.min.css"),
                            "highlight", resource(highlightJs() + "highlight.min.js"));
            templates.getTemplate("handbook.ftlh").process(model, writer);
        }
        System.out.println("made: " + root.relativize(page));
    }

    private Part chapter(Page page) {
        String id = id(page.file());
        HtmlRenderer renderer = HtmlRenderer.builder().extensions(Page.EXTENSIONS).build();
        Element body = Jsoup.parseBodyFragment(renderer.render(page.document())).body();
        if (page.file().endsWith("errata.md")) {
            body.select("li > a[href$=.java]").forEach(this::addResult);
        }
        body.select("img").forEach(image -> draw(page, image));
        body.select("a[href]").forEach(link -> lead(page, link));
        body.select("pre > code:not([class])").addClass("nohighlight");
        body.select("code.language-sh").removeClass("language-sh").addClass("language-bash");
        body.select("code.language-text").removeClass("language-text").addClass("nohighlight");
        body.select("table").forEach(table -> table.wrap("<div class=\"wide\"></div>"));
        List<Part> parts = new ArrayList<>();
        for (Element heading : body.select("h2, h3")) {
            heading.id(id + "--" + Page.anchor(heading.text()));
        }
        for (Element heading : body.select("h2")) {
            parts.add(new Part(heading.id(), heading.text(), List.of(), ""));
        }
        Element title = body.selectFirst("h1");
        String text = title.text();
        title.remove();
        body.select("h3").tagName("h4");
        body.select("h2").tagName("h3");
        return new Part(id, text, parts, body.html());
    }

    /** A test's link, by the sentence that is its name: how it ended in this build. */
    private void addResult(Element link) {
        Results.Result result = results.of(link.text());
        link.parent()
                .appendElement("span")
                .addClass("result " + result.outcome())
                .text(result.toString());
    }

    private void draw(Page page, Element image) {
        Path picture = page.resolve(image.attr("src"));
        Path now =
                Chapter.all(root).stream()
                        .filter(chapter -> chapter.picture().equals(picture))
                        .map(chapter -> fresh.picture(chapter.section().number()))
                        .filter(Files::exists)
                        .findFirst()
                        .orElse(root.resolve(picture));
        Element figure = new Element(Tag.valueOf("figure"), "");
        Element wide = figure.appendElement("div").addClass("wide");
        if (picture.startsWith(CHARTS)) { // black on white in the dark, too
            byte[] svg = read(now).getBytes(StandardCharsets.UTF_8);
            String data = Base64.getEncoder().encodeToString(svg);
            wide.appendElement("img")
                    .attr("src", "data:image/svg+xml;base64," + data)
                    .attr("alt", image.attr("alt"));
        } else {
            wide.append(read(now));
        }
        figure.appendElement("figcaption").text(image.attr("alt"));
        image.parent().replaceWith(figure);
    }

    private void lead(Page page, Element link) {
        String address = link.attr("href");
        if (address.startsWith("https://")) {
            return;
        }
        Path target = page.resolve(address);
        if (order.contains(target)) {
            String anchor = address.contains("#") ? address.replaceFirst(".*#", "--") : "";
            link.attr("href", "#" + id(target) + anchor);
        } else if (target.toString().endsWith(".java")) {
            sources.put(target, id(target));
            link.attr("href", "#" + id(target));
        } else {
            link.unwrap(); // the licence
        }
    }

    private List<Part> sources() {
        return sources.entrySet().stream()
                .map(
                        source ->
                                new Part(
                                        source.getValue(),
                                        source.getKey().getFileName().toString(),
                                        List.of(),
                                        read(root.resolve(source.getKey()))))
                .toList();
    }

    /** The anchor of a file: its path, without what is no letter or digit. */
    private static String id(Path file) {
        return file.toString()
                .replaceAll("(src/(main|test)/java/dev/defunct/)|\\.\\w+$", "")
                .replaceAll("\\W+", "-");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of highlight.js, which has its version in its name. */
    private static String highlightJs() throws IOException {
        Properties webjar = new Properties();
        webjar.load(new StringReader(resource(WEBJAR)));
        return "/META-INF/resources/webjars/highlightjs/" + webjar.getProperty("version") + "/";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Handbook.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
