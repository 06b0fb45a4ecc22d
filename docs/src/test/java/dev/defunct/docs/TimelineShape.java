package dev.defunct.docs;

import java.nio.file.Path;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/**
 * What a picture of a timeline shows, without times. The pictures of two plays of a section have
 * the same shape.
 *
 * @param lanes the events of each process, in order
 * @param events all events, in order, except for the reaping of processes other than the app,
 *     because its place in the order differs from play to play
 */
record TimelineShape(List<List<String>> lanes, List<String> events) {

    static TimelineShape of(Path svg) {
        Document picture = Jsoup.parse(Page.read(svg), "", Parser.xmlParser());
        List<String> events = picture.select("[data-event]").eachAttr("data-event");
        List<List<String>> lanes =
                picture.select("[data-lane]").eachAttr("data-lane").stream()
                        .map(lane -> events.stream().filter(e -> e.startsWith(lane + " ")).toList())
                        .toList();
        return new TimelineShape(
                lanes,
                events.stream().filter(e -> !e.matches("(?!app ).* (gone|reaped by .*)")).toList());
    }
}
