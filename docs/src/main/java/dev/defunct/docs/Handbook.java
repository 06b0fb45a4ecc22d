package dev.defunct.docs;

import dev.defunct.lab.director.Director;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.show.TimelineSvg;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/**
 * All pages in reading order as one HTML page that needs nothing else: with the timelines of this
 * build's plays, with the results of this build's tests next to the claims, and with every source
 * file that a page links to.
 */
public final class Handbook {

    private static final String HIGHLIGHT_JS = "/META-INF/resources/webjars/highlightjs/";

    /** The folder of the pictures that a chart library drew, which do not have our colours. */
    private static final Path CHARTS = Path.of("docs", "charts");

    /** The pages after the sections, in reading order. */
    private static final String[] THEN = {
        "choose",
        "cost",
        "jvm",
        "poisoned-pid",
        "containers",
        "as-init",
        "diagnose",
        "symptoms",
        "tools",
        "workshop",
        "errata",
        "myths",
        "glossary"
    };

    private final Path root;
    private final TestReports reports;
    private final List<Path> order;
    private final Map<Path, Observation> plays = new ConcurrentHashMap<>(); // by their pictures
    private final Map<Path, String> sources = new TreeMap<>(); // with their anchors
    private final Element contents = new Element("ol");
    private final Element chapters = new Element("main");

    private Handbook(Path root, TestReports reports) {
        this.root = root;
        this.reports = reports;
        this.order = pages(root);
    }

    /**
     * Makes {@code docs/target/handbook/index.html}.
     *
     * @param args the root of the repository, the time at which the build began, the version of
     *     highlight.js
     */
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]).toRealPath();
        TestReports reports = new TestReports(root, Instant.parse(args[1]));
        new Handbook(root, reports).make(HIGHLIGHT_JS + args[2] + "/");
    }

    /** The pages of the handbook, in reading order. */
    static List<Path> pages(Path root) {
        Stream<String> first = Stream.of("README.md", "docs/README.md", "docs/zombies.md");
        Stream<String> sections = Chapter.all(root).stream().map(c -> c.page().toString());
        Stream<String> then = Stream.of(THEN).map(name -> "docs/" + name + ".md");
        return Stream.of(first, sections, then, Stream.of("CONTRIBUTING.md"))
                .flatMap(files -> files.map(Path::of))
                .toList();
    }

    private void make(String highlightJs) throws IOException {
        Chapter.all(root).parallelStream().forEach(this::play);
        order.forEach(file -> addChapter(new Page(root, file)));
        String html =
                resource("handbook.html")
                        .replace("${light}", resource(highlightJs + "styles/a11y-light.min.css"))
                        .replace("${dark}", resource(highlightJs + "styles/a11y-dark.min.css"))
                        .replace("${style}", resource("handbook.css"))
                        .replace("${highlight}", resource(highlightJs + "highlight.min.js"))
                        .replace("${script}", resource("handbook.js"))
                        .replace("${contents}", contents.html())
                        .replace("${chapters}", chapters.html())
                        .replace("${sources}", sources())
                        .replace("${summary}", reports.summary());
        Path page = root.resolve("docs/target/handbook/index.html");
        Files.createDirectories(page.getParent());
        Files.writeString(page, html);
        System.out.println("made: " + root.relativize(page));
    }

    /** Plays the section of a chapter, if this machine can play it. */
    private void play(Chapter chapter) {
        Duration tick = Duration.ofMillis(200);
        try {
            plays.put(
                    chapter.picture(),
                    Director.play(
                            chapter.section(), Adopter.REAPING, tick, Director.Audience.NONE));
        } catch (CannotPlay e) {
            System.out.println(chapter + " has the committed picture: " + e.getMessage());
        }
    }

    private void addChapter(Page page) {
        Element body = page.body();
        String id = id(page.file());
        if (page.file().endsWith("errata.md")) {
            body.select("li > a[href$=.java]")
                    .forEach(test -> test.parent().appendChild(reports.result(test.text())));
        }
        body.select("img").forEach(image -> draw(page, image));
        body.select("a[href]").forEach(link -> redirect(page, link));
        body.select("pre").removeAttr("first").removeAttr("end");
        body.select("table").wrap("<div class=\"wide\"></div>");
        Elements parts = body.select("h2");
        body.select("h2, h3").forEach(part -> part.id(id + "--" + Page.anchor(part.text())));
        Element title = body.select("h1").first().id(id);
        addContents(title, parts);
        body.select("h3").tagName("h4");
        parts.tagName("h3");
        title.tagName("h2");
        chapters.appendElement("article").append(body.html());
    }

    private void addContents(Element title, Elements parts) {
        Element entry = contents.appendElement("li");
        if (parts.isEmpty()) {
            addLink(entry, title);
            return;
        }
        Element details = entry.appendElement("details");
        addLink(details.appendElement("summary"), title);
        Element list = details.appendElement("ol");
        parts.forEach(part -> addLink(list.appendElement("li"), part));
    }

    private static void addLink(Element parent, Element heading) {
        parent.appendElement("a").attr("href", "#" + heading.id()).text(heading.text());
    }

    private void draw(Page page, Element image) {
        Path picture = page.resolve(image.attr("src"));
        Observation seen = plays.get(picture);
        String svg = seen == null ? Page.read(root.resolve(picture)) : TimelineSvg.of(seen);
        Element figure = new Element("figure");
        Element wide = figure.appendElement("div").addClass("wide");
        if (picture.startsWith(CHARTS)) { // black on white in the dark, too
            byte[] bytes = svg.getBytes(StandardCharsets.UTF_8);
            String data = Base64.getEncoder().encodeToString(bytes);
            wide.appendElement("img")
                    .attr("src", "data:image/svg+xml;base64," + data)
                    .attr("alt", image.attr("alt"));
        } else {
            wide.append(svg);
        }
        figure.appendElement("figcaption").text(image.attr("alt"));
        image.parent().replaceWith(figure);
        if (seen != null) {
            Element lesson = page.body().select("code:contains(class Parent)").first();
            figure.after(Stepper.of(seen, lesson.wholeText()));
        }
    }

    /** Makes a link lead to a place in the handbook. */
    private void redirect(Page page, Element link) {
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

    private String sources() {
        Element list = new Element("div");
        sources.forEach(
                (file, id) -> {
                    Element source = list.appendElement("details").id(id);
                    source.appendElement("summary").text(file.getFileName().toString());
                    source.appendElement("pre")
                            .appendElement("code")
                            .addClass("language-java")
                            .text(Page.read(root.resolve(file)));
                });
        return list.html();
    }

    /** The anchor of a file: its path, without the characters that are not letters or digits. */
    private static String id(Path file) {
        return file.toString()
                .replaceAll("(src/(main|test)/java/dev/defunct/)|\\.\\w+$", "")
                .replaceAll("\\W+", "-");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Handbook.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
