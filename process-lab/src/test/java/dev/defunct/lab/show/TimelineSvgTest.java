package dev.defunct.lab.show;

import static dev.defunct.lab.role.Role.APP;
import static dev.defunct.lab.role.Role.INIT;
import static dev.defunct.lab.role.Role.PARENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Event.Kind;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.section.Timeline;
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

    private final Timeline timeline = new Timeline();

    @Test
    @DisplayName(
            "the picture has a lane for each process, an arrow for each event, and a text that describes all of it")
    void picture() throws Exception {
        add(0, INIT, Kind.STARTED, null);
        add(10, PARENT, Kind.STARTED, INIT);
        add(100, APP, Kind.STARTED, PARENT);
        add(200, APP, Kind.EXITED, null);
        add(900, PARENT, Kind.EXITED, null);
        add(901, APP, Kind.ADOPTED, INIT);
        add(902, APP, Kind.GONE, INIT);
        add(903, INIT, Kind.EXITED, null);
        Document svg = parse(TimelineSvg.of(seen()));
        assertThat(attributes(svg, "data-lane")).containsExactly("init", "parent", "app");
        assertThat(attributes(svg, "data-event"))
                .containsExactly(
                        "init started by the director",
                        "parent started by init",
                        "app started by parent",
                        "app exited",
                        "parent exited",
                        "app adopted by init",
                        "app reaped by init",
                        "init exited");
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                .contains("a title with <, & and '");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
                .contains("app exits, and is a zombie. ")
                .contains(" app is adopted by init. ")
                .contains(" app is reaped by init. ");
        assertThat(bars(svg, "app")).containsExactly("running", "zombie");
    }

    @Test
    @DisplayName(
            "if the kernel keeps nothing of an app that exits, the app is not drawn as a zombie")
    void withoutZombie() throws Exception {
        add(0, PARENT, Kind.STARTED, null);
        add(100, APP, Kind.STARTED, PARENT);
        add(200, APP, Kind.EXITED, null);
        add(200, APP, Kind.GONE, null);
        Document svg = parse(TimelineSvg.of(seen()));
        assertThat(bars(svg, "app")).containsExactly("running");
        assertThat(attributes(svg, "data-event")).endsWith("app exited", "app gone");
    }

    @Test
    @DisplayName("the time axis begins at the first event, and has no mark before that event")
    void axis() throws Exception {
        add(4630, PARENT, Kind.STARTED, null);
        add(4960, APP, Kind.STARTED, PARENT);
        add(6210, APP, Kind.EXITED, null);
        Document svg = parse(TimelineSvg.of(seen()));
        assertThat(
                        IntStream.range(0, svg.getElementsByTagName("text").getLength())
                                .mapToObj(i -> (Element) svg.getElementsByTagName("text").item(i))
                                .filter(text -> text.getAttribute("class").equals("label middle"))
                                .map(Element::getTextContent))
                .containsExactly("5 s", "6 s");
    }

    private void add(int millis, Role role, Kind kind, Role other) {
        Duration at = Duration.ofMillis(millis);
        timeline.add(new Event(at, role, 2, 2, kind, Optional.ofNullable(other), ""));
    }

    private Observation seen() {
        Section section =
                Section.of("0.0", "test-svg", "a title with <, & and '").pair(App.class, App.class);
        return new Observation(
                section, Adopter.REAPING, timeline, Optional.empty(), Optional.empty());
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
