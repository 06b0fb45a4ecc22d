package dev.defunct.lab;

/** The article's app.py (claim E4): counts 0, 1, 2, one per tick, and exits. */
public final class App {
    /** How many ticks the app lives. */
    public static final int TICKS = 3;

    /** What the app exits with: not 0, so that a lost status shows. */
    public static final int EXIT_CODE = 7;

    private App() {}

    public static void main(String[] args) {
        Cast cast = Cast.enter(args);
        for (int i = 0; i < TICKS; i++) {
            cast.say(Integer.toString(i));
            cast.tick();
        }
        System.exit(EXIT_CODE);
    }
}
