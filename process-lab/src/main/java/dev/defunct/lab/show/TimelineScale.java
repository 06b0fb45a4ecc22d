package dev.defunct.lab.show;

import java.time.Duration;
import java.util.List;

/**
 * A time axis in pixels. It is to scale, but keeps some room between any two moments: where much
 * happens at once, the axis is stretched.
 */
final class TimelineScale {

    private final List<Duration> times;
    private final double[] places;

    /**
     * Takes the greatest scale at which all fit. If there are too many, the last are beyond the
     * right edge.
     *
     * @param times the moments, in order
     * @param rooms how far each has to be from the one before it, at least
     */
    TimelineScale(List<Duration> times, List<Integer> rooms, int left, int right) {
        this.times = times;
        this.places = new double[times.size()];
        double low = 0;
        double high = right - left; // pixels per millisecond
        for (int i = 0; i < 50; i++) {
            double scale = (low + high) / 2;
            boolean fits = lastPlace(rooms, left, scale) <= right;
            low = fits ? scale : low;
            high = fits ? high : scale;
        }
        lastPlace(rooms, left, low);
    }

    /** Puts all moments in their places, and returns the last place. */
    private double lastPlace(List<Integer> rooms, int left, double scale) {
        places[0] = left;
        for (int i = 1; i < places.length; i++) {
            long step = times.get(i).minus(times.get(i - 1)).toMillis();
            places[i] = places[i - 1] + Math.max(rooms.get(i), scale * step);
        }
        return places[places.length - 1];
    }

    /** Where the moment of this number is. */
    int place(int index) {
        return (int) Math.round(places[index]);
    }

    /** Where any moment is. Between two of our moments, its place is proportional to the time. */
    int place(Duration time) {
        for (int i = 1; i < places.length; i++) {
            double step = times.get(i).minus(times.get(i - 1)).toMillis();
            double part = time.minus(times.get(i - 1)).toMillis() / step;
            if (part >= 0 && part <= 1) {
                return (int) (places[i - 1] + part * (places[i] - places[i - 1]));
            }
        }
        return (int) places[0];
    }
}
