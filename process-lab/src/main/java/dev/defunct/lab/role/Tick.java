package dev.defunct.lab.role;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One step of a lesson: 1 s, or what the system property {@code defunct.tick} sets, as 300ms. */
public final class Tick {

    /** What a tick looks like, for messages. */
    public static final String FORM = "a whole number with ms or s, from 1ms to 60s, as in 200ms";

    private static final Pattern PATTERN = Pattern.compile("(\\d{1,5})(ms|s)");

    private Tick() {}

    /**
     * Sleeps for one tick.
     *
     * @throws IllegalArgumentException if the property is not a whole number with ms or s
     */
    public static void sleep() {
        try {
            Thread.sleep(millis(System.getProperty("defunct.tick", "1s")));
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in the middle of a tick", e);
        }
    }

    /**
     * The milliseconds of a tick.
     *
     * @param value as in 300ms, 1s
     * @throws IllegalArgumentException if it is not a whole number with ms or s, from 1ms to 60s
     */
    public static long millis(String value) {
        long millis = 0;
        Matcher form = PATTERN.matcher(value);
        if (form.matches()) {
            millis = Long.parseLong(form.group(1)) * (form.group(2).equals("s") ? 1000 : 1);
        }
        if (millis < 1 || millis > 60_000) {
            throw new IllegalArgumentException("'" + value + "' is not " + FORM);
        }
        return millis;
    }
}
