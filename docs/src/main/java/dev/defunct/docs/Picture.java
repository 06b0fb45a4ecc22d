package dev.defunct.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/**
 * The shape of a timeline's picture: two plays of a section have the same, whatever their times.
 *
 * @param lanes for each process, in order, what happened to it
 * @param story all that happened, in order, but when the others than the app went: that is when
 *     somebody had time to reap them
 */
record Picture(Map<String, List<String>> lanes, List<String> story) {

    static Picture of(Path svg) {
        Document document;
        try {
            document = Jsoup.parse(Files.readString(svg), "", Parser.xmlParser());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> events = document.select("[data-event]").eachAttr("data-event");
        Map<String, List<String>> lanes = new LinkedHashMap<>();
        for (String lane : document.select("[data-lane]").eachAttr("data-lane")) {
            lanes.put(lane, events.stream().filter(e -> e.startsWith(lane + " ")).toList());
        }
        Predicate<String> isEnd = event -> event.matches("(?!app ).* (gone|reaped by .*)");
        return new Picture(lanes, events.stream().filter(isEnd.negate()).toList());
    }
}
