package dev.defunct.lab.section;

import dev.defunct.lab.role.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A section of the article, as data. Each module's {@code Main} defines one, starting with {@link
 * #of}.
 *
 * @param number as in the article: 1.1 to 2.3
 * @param folder the module, such as scenario-no-wait
 * @param title what happens, in one line
 * @param parent the main class of the parent, which does what the article's test.py does: the
 *     lesson
 * @param app the main class of the app that the parent starts, which does what the article's app.py
 *     does
 * @param exits the exits of a play, in order; an init exits last, and is not listed
 * @param claims the claims of the article that a play of this section tests
 * @param outcomes what is expected under each adopter
 * @param programs small programs: mistakes, and next to each the right way
 */
public record Section(
        String number,
        String folder,
        String title,
        Class<?> parent,
        Class<?> app,
        List<Exit> exits,
        List<Claim> claims,
        Map<Adopter, Outcome> outcomes,
        List<Program> programs) {

    /**
     * One process exit in a play.
     *
     * @param role the process that exits
     * @param once an event that has to happen first: the director waits up to ten seconds for it
     */
    public record Exit(Role role, Optional<Predicate<Event>> once) {}

    /** A small program: its main class, and what it shows, in a few words. */
    public record Program(Class<?> main, String shows) {
        public String name() {
            return main.getSimpleName();
        }
    }

    /**
     * A claim of the article, and how to see in a play whether it holds.
     *
     * @param number A1 to E4, as the project numbers the claims
     * @param sentence the claim in our words
     * @param test whether what was observed confirms it
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

    /** A claim without its test. */
    public interface Sentence {
        /** Completes the claim: it holds if what was observed passes this test. */
        Section holdsIf(Predicate<Observation> test);
    }

    /** A section that has no pair and no claims yet. */
    public static Section of(String number, String folder, String title) {
        List<Exit> exits = new ArrayList<>();
        List<Claim> claims = new ArrayList<>();
        Map<Adopter, Outcome> outcomes = new EnumMap<>(Adopter.class);
        List<Program> programs = new ArrayList<>();
        return new Section(number, folder, title, null, null, exits, claims, outcomes, programs);
    }

    /** Sets the main classes that are the article's test.py and app.py. */
    public Section pair(Class<?> testPy, Class<?> appPy) {
        return new Section(number, folder, title, testPy, appPy, exits, claims, outcomes, programs);
    }

    /** Adds the process that exits next. */
    public Section exits(Role role) {
        exits.add(new Exit(role, Optional.empty()));
        return this;
    }

    /** Adds the process that exits next, once an event that matches has happened. */
    public Section exits(Role role, Predicate<Event> once) {
        exits.add(new Exit(role, Optional.of(once)));
        return this;
    }

    /** Begins a claim of the article: its number, A1 to E4, and the claim in our words. */
    public Sentence claim(String claimNumber, String sentence) {
        return test -> {
            claims.add(new Claim(claimNumber, sentence, test, Set.of()));
            return this;
        };
    }

    /** Sets the adopters under which the last claim is expected not to hold. */
    public Section exceptUnder(Adopter... adopters) {
        Claim last = claims.remove(claims.size() - 1);
        claims.add(new Claim(last.number(), last.sentence(), last.test(), Set.of(adopters)));
        return this;
    }

    /** Sets the outcome to expect under these adopters. */
    public Section expects(Outcome outcome, Adopter... adopters) {
        Set.of(adopters).forEach(adopter -> outcomes.put(adopter, outcome));
        return this;
    }

    /** Adds a small program, and what it shows, in a few words. */
    public Section program(Class<?> main, String shows) {
        programs.add(new Program(main, shows));
        return this;
    }

    /** The folder without its kind: no-wait for scenario-no-wait. */
    public String shortName() {
        return folder.substring(folder.indexOf('-') + 1);
    }

    /**
     * The outcome to expect under this adopter.
     *
     * @throws IllegalStateException if none is set
     */
    public Outcome expected(Adopter adopter) {
        if (!outcomes.containsKey(adopter)) {
            throw new IllegalStateException(this + " expects no outcome under " + adopter);
        }
        return outcomes.get(adopter);
    }

    @Override
    public String toString() {
        return number + " " + shortName();
    }
}
