package dev.defunct.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

@DisplayName("TimelineSvg: the timeline as a picture")
class TimelineSvgTest {

    private static final Duration TICK = Duration.ofMillis(20);

    @Test
    @DisplayName("a lane each, an arrow for each event, and all of it in words")
    void picture() throws Exception {
        Section section = NeverWaits.section();
        Seen seen = Stage.play(section, Init.REAPING, TICK, new Stage.Audience() {});
        Document svg = parse(TimelineSvg.of(seen));
        assertThat(attributes(svg, "data-lane")).containsExactly("init", "parent", "app");
        assertThat(attributes(svg, "data-event"))
                .containsSubsequence(
                        "parent started by init",
                        "app started by parent",
                        "app exited",
                        "parent exited",
                        "app adopted by init",
                        "app reaped by init",
                        "init exited");
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                .contains(section.title());
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
                .contains("app exits, and is a zombie. ")
                .contains(" app is adopted by init. ")
                .contains(" app is reaped by init. ");
        assertThat(bars(svg, "app")).containsExactly("running", "zombie");
    }

    @Test
    @DisplayName("who is never a zombie, since the kernel keeps nothing, is not drawn as one")
    void withoutZombie() throws Exception {
        Timeline timeline = new Timeline();
        add(timeline, 0, "parent", Timeline.Kind.STARTED, "the director 1");
        add(timeline, 100, "app", Timeline.Kind.STARTED, "parent 2");
        add(timeline, 200, "app", Timeline.Kind.EXITED, "");
        add(timeline, 200, "app", Timeline.Kind.GONE, "gone while parent 2 lived");
        add(timeline, 900, "parent", Timeline.Kind.SAID, "waitpid says -1, ECHILD");
        Document svg = parse(TimelineSvg.of(seen(timeline)));
        assertThat(bars(svg, "app")).containsExactly("running");
        assertThat(attributes(svg, "data-event")).endsWith("app exited", "app gone");
    }

    private static void add(
            Timeline timeline, int millis, String role, Timeline.Kind kind, String text) {
        long pid = role.equals("parent") ? 2 : 3;
        Duration at = Duration.ofMillis(millis);
        timeline.add(new Timeline.Event(at, role, pid, pid, kind, text));
    }

    private static Seen seen(Timeline timeline) {
        Section section = NeverWaits.section().title("a title with <, & and '");
        return new Seen(
                section,
                Init.REAPING,
                Optional.of(Outcome.NO_ZOMBIE),
                timeline,
                Optional.empty(),
                Optional.empty());
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> groups(Document svg, String attribute) {
        return IntStream.range(0, svg.getElementsByTagName("g").getLength())
                .mapToObj(i -> (Element) svg.getElementsByTagName("g").item(i))
                .filter(group -> group.hasAttribute(attribute))
                .toList();
    }

    private static List<String> attributes(Document svg, String attribute) {
        return groups(svg, attribute).stream().map(group -> group.getAttribute(attribute)).toList();
    }

    private static List<String> bars(Document svg, String lane) {
        Element group =
                groups(svg, "data-lane").stream()
                        .filter(g -> g.getAttribute("data-lane").equals(lane))
                        .findFirst()
                        .orElseThrow();
        return IntStream.range(0, group.getElementsByTagName("rect").getLength())
                .mapToObj(i -> (Element) group.getElementsByTagName("rect").item(i))
                .map(bar -> bar.getAttribute("class"))
                .toList();
    }
}
