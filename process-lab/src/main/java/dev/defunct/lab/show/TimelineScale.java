package dev.defunct.lab.show;

import java.time.Duration;
import java.util.List;

/**
 * A time axis in pixels: to scale, but with some room between any two moments, so that where much
 * happens at once it is stretched.
 */
final class TimelineScale {

    private final List<Duration> times;
    private final List<Integer> rooms;
    private final double[] places;

    /**
     * The greatest scale at which all fit; if there are too many, the last are beyond the right.
     *
     * @param times the moments, in order
     * @param rooms how far each has to be from the one before it, at least
     */
    TimelineScale(List<Duration> times, List<Integer> rooms, int left, int right) {
        this.times = times;
        this.rooms = rooms;
        double low = 0;
        double high = right - left; // pixels per millisecond
        for (int i = 0; i < 50; i++) {
            double middle = (low + high) / 2;
            boolean fits = places(left, middle)[times.size() - 1] <= right;
            low = fits ? middle : low;
            high = fits ? high : middle;
        }
        places = places(left, low);
    }

    private double[] places(int left, double scale) {
        double[] xs = new double[times.size()];
        xs[0] = left;
        for (int i = 1; i < xs.length; i++) {
            long step = times.get(i).minus(times.get(i - 1)).toMillis();
            xs[i] = xs[i - 1] + Math.max(rooms.get(i), scale * step);
        }
        return xs;
    }

    /** Where the moment of this number is. */
    double place(int index) {
        return places[index];
    }

    /** Where any moment is: between two of ours in proportion. */
    double place(Duration time) {
        for (int i = 1; i < places.length; i++) {
            long from = times.get(i - 1).toMillis();
            long to = times.get(i).toMillis();
            if (from <= time.toMillis() && time.toMillis() <= to && from < to) {
                double part = (double) (time.toMillis() - from) / (to - from);
                return places[i - 1] + part * (places[i] - places[i - 1]);
            }
        }
        return places[0];
    }
}
