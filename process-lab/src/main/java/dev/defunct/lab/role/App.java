package dev.defunct.lab.role;

/** The article's app.py (claim E4): counts 0, 1, 2, one per tick, and exits. */
public final class App {
    public static void main(String[] args) {
        for (int i = 0; i < 3; i++) {
            System.out.println(i);
            Tick.sleep();
        }
        System.exit(7); // not 0, so that a lost exit code shows
    }
}
