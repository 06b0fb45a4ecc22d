package dev.defunct.benchmark;

import dev.defunct.lab.cli.Command;
import dev.defunct.lab.posix.CannotPlay;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.AxesChart;

/** The two pictures of docs/cost.md. */
final class Chart {

    private static final int WIDTH = 760;

    private Chart() {}

    /** Children per second, a bar for each row. */
    static void ofStorm(List<RowResults> table, Path file) {
        List<RowResults> measured = table.stream().filter(RowResults::areShown).toList();
        if (measured.isEmpty()) { // each row was wrong, as the table shows
            return;
        }
        HorizontalBarChart chart = new HorizontalBarChart(WIDTH, 140 + 46 * measured.size());
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisTickMarkSpacingHint(44); // or labels are left out
        List<Long> rates =
                measured.stream()
                        .map(results -> Spread.of(results.childrenPerSecond).median())
                        .map(Math::round)
                        .toList();
        List<String> titles = measured.stream().map(results -> results.row.title).toList();
        chart.addSeries("children per second", rates, titles);
        write(chart, "Children per second", file);
    }

    /** Milliseconds to list all processes, a line for each way, over the number of zombies. */
    static void ofHorde(Map<String, Map<Integer, Double>> millis, Path file) {
        XYChart chart = new XYChart(WIDTH, 460);
        millis.forEach(
                (way, points) ->
                        chart.addSeries(
                                way, List.copyOf(points.keySet()), List.copyOf(points.values())));
        write(chart, "To list all processes: milliseconds over zombies", file);
    }

    /** Writes SVG, without the declarations that a picture inside a page must not have. */
    private static void write(AxesChart<?, ?> chart, String title, Path file) {
        chart.setTitle(title);
        chart.setXAxisTitle(Machine.describe());
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        System.setProperty("java.awt.headless", "true");
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
        } catch (IOException | LinkageError | InternalError noFonts) {
            throw new CannotPlay("--svg needs fonts: install fontconfig and a font (fonts-dejavu)");
        }
        String text = svg.toString(StandardCharsets.UTF_8);
        Command.write(text.substring(text.indexOf("<svg")), file);
    }
}
