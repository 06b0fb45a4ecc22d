package dev.defunct.docs;

import dev.defunct.lab.director.Director;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.testing.Needs;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was observed of each section under each adopter. Each is played only once for all tests of
 * this module.
 */
final class Observations {

    private static final Map<String, Observation> OBSERVATIONS = new ConcurrentHashMap<>();

    private Observations() {}

    /** Plays a section, unless it was played before; skips the test if it cannot be played. */
    static Observation of(Section section, Adopter adopter) {
        Needs.all(Needs.adopter(adopter));
        return OBSERVATIONS.computeIfAbsent(
                section + " " + adopter,
                key ->
                        Director.play(
                                section, adopter, Duration.ofMillis(20), Director.Audience.NONE));
    }
}
