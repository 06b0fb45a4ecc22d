package dev.defunct.lab;

import java.util.Set;
import java.util.function.Predicate;

/**
 * A claim of the article, and how to tell from a play whether it came true.
 *
 * @param number A1 to E4, as the project numbers them
 * @param sentence the claim in our words
 * @param test whether what was seen bears it out
 * @param failsUnder the inits under which it is expected not to
 */
public record Claim(String number, String sentence, Predicate<Seen> test, Set<Init> failsUnder) {

    /** Whether the claim should come true under this init. */
    public boolean expected(Init init) {
        return !failsUnder.contains(init);
    }

    /** Whether the claim came true. */
    public boolean holds(Seen seen) {
        return test.test(seen);
    }
}
