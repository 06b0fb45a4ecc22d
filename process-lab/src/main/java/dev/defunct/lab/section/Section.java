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
 * A section of the article, as data: which programs play, in which order they exit, which claims
 * are at stake, and what is expected under each adopter. Each {@code Main} writes one down.
 */
public final class Section {

    /**
     * One exit of a play.
     *
     * @param role the process that exits
     * @param once what has to have happened before: the director waits ten seconds for it
     */
    public record Exit(Role role, Optional<Predicate<Event>> once) {}

    /** A claim that does not say yet how to see whether it holds. */
    public interface Sentence {
        /** Completes the claim: it holds if what was observed passes this test. */
        Section holdsIf(Predicate<Observation> test);
    }

    private final String number;
    private final String folder;
    private final String title;
    private final List<Exit> exits = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final Map<Adopter, Outcome> outcomes = new EnumMap<>(Adopter.class);
    private Class<?> parent;
    private Class<?> app;
    private List<Class<?>> programs = List.of();

    private Section(String number, String folder, String title) {
        this.number = number;
        this.folder = folder;
        this.title = title;
    }

    /**
     * A section that claims nothing yet.
     *
     * @param number as in the article: 1.1 to 2.3
     * @param folder the module, as scenario-no-wait
     * @param title one line on what happens
     */
    public static Section of(String number, String folder, String title) {
        return new Section(number, folder, title);
    }

    /**
     * The pair that plays.
     *
     * @param testPy the main class that is the article's test.py
     * @param appPy the main class that test.py starts, the article's app.py
     */
    public Section pair(Class<?> testPy, Class<?> appPy) {
        parent = testPy;
        app = appPy;
        return this;
    }

    /** The next process that exits; an init exits last, and is not named. */
    public Section exits(Role role) {
        exits.add(new Exit(role, Optional.empty()));
        return this;
    }

    /** The next process that exits, once this has happened. */
    public Section exits(Role role, Predicate<Event> once) {
        exits.add(new Exit(role, Optional.of(once)));
        return this;
    }

    /**
     * A claim of the article.
     *
     * @param claimNumber A1 to E4
     * @param sentence the claim in our words
     */
    public Sentence claim(String claimNumber, String sentence) {
        return test -> {
            claims.add(new Claim(claimNumber, sentence, test, Set.of()));
            return this;
        };
    }

    /** The adopters under which the claim before this is expected not to hold. */
    public Section exceptUnder(Adopter... adopters) {
        Claim last = claims.remove(claims.size() - 1);
        claims.add(new Claim(last.number(), last.sentence(), last.test(), Set.of(adopters)));
        return this;
    }

    /** The outcome to expect under these adopters. */
    public Section expects(Outcome outcome, Adopter... adopters) {
        for (Adopter adopter : adopters) {
            outcomes.put(adopter, outcome);
        }
        return this;
    }

    /** The small programs of this section: the mistakes, and the right way next to each. */
    public Section programs(Class<?>... mains) {
        programs = List.of(mains);
        return this;
    }

    public String number() {
        return number;
    }

    public String folder() {
        return folder;
    }

    /** The folder without its kind: no-wait for scenario-no-wait. */
    public String shortName() {
        return folder.substring(folder.indexOf('-') + 1);
    }

    public String title() {
        return title;
    }

    /** The main class of the parent: the lesson. */
    public Class<?> parent() {
        return parent;
    }

    /** The main class of the app. */
    public Class<?> app() {
        return app;
    }

    /** The exits of a play, in order. */
    public List<Exit> exits() {
        return List.copyOf(exits);
    }

    public List<Claim> claims() {
        return List.copyOf(claims);
    }

    public List<Class<?>> programs() {
        return programs;
    }

    /**
     * The outcome to expect under this adopter.
     *
     * @throws IllegalStateException if the section does not say
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
