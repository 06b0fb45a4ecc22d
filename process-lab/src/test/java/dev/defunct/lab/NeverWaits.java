package dev.defunct.lab;

/** A parent for the lab's own tests: starts the app, and never waits for it. */
final class NeverWaits {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);
        cast.spawnApp();
        cast.liveForTicks(10);
    }

    /** Its section, with the outcomes of 1.3. */
    static Section section() {
        return Section.of("0.0", "test-never-waits", NeverWaits.class)
                .expects(Outcome.ZOMBIE_UNTIL_PARENT_EXITS, Init.HOST, Init.REAPING)
                .expects(Outcome.ZOMBIE_UNTIL_PARENT_EXITS, Init.SELF, Init.TINI)
                .expects(Outcome.ZOMBIE_UNTIL_INIT_EXITS, Init.CARELESS);
    }
}
