package dev.defunct.lab.section;

import java.util.Set;
import java.util.function.Predicate;

/**
 * A claim of the article, and how to see from a play whether it holds.
 *
 * @param number A1 to E4, as the project numbers the claims
 * @param sentence the claim in our words
 * @param test whether the observation confirms it
 * @param exceptUnder the adopters under which the claim is expected not to hold
 */
public record Claim(
        String number, String sentence, Predicate<Observation> test, Set<Adopter> exceptUnder) {

    public boolean expected(Adopter adopter) {
        return !exceptUnder.contains(adopter);
    }

    public boolean holds(Observation seen) {
        return test.test(seen);
    }
}
