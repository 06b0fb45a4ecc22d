package dev.defunct.lab.role;

/**
 * One step of a lesson: 1 s, or what the system property {@code defunct.tick} sets, such as 300ms.
 */
public final class Tick {

    /** The format of a tick, for error messages. */
    public static final String FORM = "a whole number with ms or s, from 1ms to 60s, as in 200ms";

    private Tick() {}

    /**
     * Sleeps for one tick.
     *
     * @throws IllegalArgumentException if the property is not {@link #FORM}
     */
    public static void sleep() {
        try {
            Thread.sleep(millis(System.getProperty("defunct.tick", "1s")));
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in the middle of a tick", e);
        }
    }

    /**
     * Parses a tick, such as 300ms, and returns its milliseconds.
     *
     * @throws IllegalArgumentException if the value is not {@link #FORM}
     */
    public static long millis(String value) {
        if (value.matches("\\d{1,5}m?s")) {
            long number = Long.parseLong(value.replaceAll("\\D", ""));
            long millis = value.endsWith("ms") ? number : number * 1000;
            if (millis >= 1 && millis <= 60_000) {
                return millis;
            }
        }
        throw new IllegalArgumentException("'" + value + "' is not " + FORM);
    }
}
