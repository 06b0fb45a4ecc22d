package dev.defunct.lab.show;

import java.time.Duration;
import java.util.List;

/**
 * A time axis in pixels. It is to scale, except that any two moments have a least distance: where
 * much happens at once, the axis is stretched.
 */
final class TimelineScale {

    private final List<Duration> times;
    private final double[] places;

    /**
     * Takes the greatest scale at which all moments fit. If there are too many, the last are beyond
     * the right edge.
     *
     * @param times the moments, in order
     * @param rooms the least distance of each moment from the one before it
     */
    TimelineScale(List<Duration> times, List<Integer> rooms, int left, int right) {
        this.times = times;
        this.places = new double[times.size()];
        double fits = 0;
        double step = right - left; // pixels per millisecond
        for (int i = 0; i < 50; i++) {
            step /= 2;
            place(rooms, left, fits + step);
            fits += places[places.length - 1] <= right ? step : 0;
        }
        place(rooms, left, fits);
    }

    private void place(List<Integer> rooms, int left, double scale) {
        places[0] = left;
        for (int i = 1; i < places.length; i++) {
            long millis = times.get(i).minus(times.get(i - 1)).toMillis();
            places[i] = places[i - 1] + Math.max(rooms.get(i), scale * millis);
        }
    }

    /** The x position of the moment with this index. */
    int place(int index) {
        return (int) Math.round(places[index]);
    }

    /** The x position of any moment, in proportion to the time since the moment before it. */
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
