package dev.defunct.benchmark;

import dev.defunct.benchmark.RowResults.Figure;
import dev.defunct.lab.cli.Command;
import dev.defunct.lab.posix.CannotPlay;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.IChart;

/** The two pictures of docs/cost.md. */
final class Chart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 460;

    private Chart() {}

    /** Children per second, a bar for each row. */
    static void ofStorm(List<RowResults> table, Path file) {
        Map<String, Double> rates = new LinkedHashMap<>();
        for (RowResults results : table) {
            if (results.isMeasured()) {
                double rate = results.spread(Figure.CHILDREN_PER_SECOND).median();
                rates.put(results.row.title, (double) Math.round(rate));
            }
        }
        HorizontalBarChart chart = new HorizontalBarChart(WIDTH, 140 + 46 * rates.size());
        chart.setTitle("Children per second");
        chart.setXAxisTitle(Machine.describe());
        chart.getStyler().setLegendVisible(false).setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setXAxisTickMarkSpacingHint(44); // or labels are left out
        if (!rates.isEmpty()) { // else each row was wrong, and says so
            chart.addSeries(
                    "children per second",
                    List.copyOf(rates.values()),
                    List.copyOf(rates.keySet()));
            write(chart, file);
        }
    }

    /** Milliseconds to list all processes, a line for each way, over the number of zombies. */
    static void ofHorde(Map<String, Map<Integer, Spread>> millis, Path file) {
        XYChart chart = new XYChart(WIDTH, HEIGHT);
        chart.setTitle("To list all processes: milliseconds over zombies");
        chart.setXAxisTitle(Machine.describe());
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        millis.forEach(
                (way, points) ->
                        chart.addSeries(
                                way,
                                List.copyOf(points.keySet()),
                                points.values().stream().map(Spread::median).toList()));
        write(chart, file);
    }

    /** As SVG, without the declarations that a picture inside a page must not have. */
    private static void write(IChart chart, Path file) {
        System.setProperty("java.awt.headless", "true");
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LinkageError | InternalError noFonts) {
            throw new CannotPlay("--svg needs fonts: install fontconfig and a font (fonts-dejavu)");
        }
        String text = svg.toString(StandardCharsets.UTF_8);
        Command.write(text.substring(text.indexOf("<svg")), file);
    }
}
