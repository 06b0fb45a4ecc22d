package dev.defunct.benchmark;

import java.util.List;

/** The median of several measurements, the least of them, and the greatest. */
record Spread(double low, double median, double high) {

    static Spread of(List<Double> values) {
        return of(values, 0);
    }

    /** The spread of the values without this fraction of them at each end. */
    static Spread of(List<Double> values, double part) {
        double low = quantile(values, part);
        return new Spread(low, quantile(values, 0.5), quantile(values, 1 - part));
    }

    /**
     * The value below which this fraction of the values lies.
     *
     * @param part 0 to 1
     * @return NaN if there is no value
     */
    static double quantile(List<Double> values, double part) {
        List<Double> sorted = values.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        double place = part * (sorted.size() - 1);
        int below = (int) place;
        double above = sorted.get(Math.min(below + 1, sorted.size() - 1));
        return sorted.get(below) + (place - below) * (above - sorted.get(below));
    }

    /** The median in a column of this width, and "(least-most)" in a column of that width. */
    String cell(int width, int decimals, int widthOfRange) {
        String number = "%." + decimals + "f";
        String range =
                Double.isNaN(median)
                        ? ""
                        : String.format("(" + number + "-" + number + ")", low, high);
        return cell(width, decimals, median) + String.format(" %-" + widthOfRange + "s", range);
    }

    /** A number in a column of this width, or a hyphen if there is none. */
    static String cell(int width, int decimals, double value) {
        String number = Double.isNaN(value) ? "-" : String.format("%." + decimals + "f", value);
        return String.format("%" + width + "s", number);
    }
}
