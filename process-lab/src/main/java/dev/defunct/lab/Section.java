package dev.defunct.lab;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A section of the article, as data: who plays the parent, which claims are at stake, and what is
 * expected under each init. Each {@code Main} writes one down.
 */
public final class Section {
    private final String number;
    private final String folder;
    private final Class<?> parent;
    private final List<Claim> claims = new ArrayList<>();
    private final Map<Init, Outcome> outcomes = new EnumMap<>(Init.class);
    private String title = "";
    private String appOutlives;
    private String lastWords;
    private List<String> appAwaits = List.of();

    private Section(String number, String folder, Class<?> parent) {
        this.number = number;
        this.folder = folder;
        this.parent = parent;
    }

    /**
     * A section that claims nothing yet.
     *
     * @param number as in the article: 1.1 to 2.3
     * @param folder the module, as scenario-no-wait
     * @param parent the main class of the parent: the lesson
     */
    public static Section of(String number, String folder, Class<?> parent) {
        return new Section(number, folder, parent);
    }

    /**
     * The same script and claims, played by another parent, with no outcome to expect: a control.
     */
    public Section playedBy(Class<?> other) {
        Section copy = new Section(number, folder, other);
        copy.claims.addAll(claims);
        copy.appAwaits = appAwaits;
        copy.title = title;
        copy.appOutlives = appOutlives;
        copy.lastWords = lastWords;
        return copy;
    }

    /** One line on what happens. */
    public Section title(String line) {
        title = line;
        return this;
    }

    /** The script has the app leave only after this role has left. */
    public Section appOutlives(String role) {
        appOutlives = role;
        return this;
    }

    /** The app leaves only after these events, in order (see {@link Timeline#inOrder}). */
    public Section appAwaits(String... marks) {
        appAwaits = List.of(marks);
        return this;
    }

    /** What the parent says, on another thread, when it has done its part: it stays until then. */
    public Section lastWords(String words) {
        lastWords = words;
        return this;
    }

    /**
     * Adds a claim of the article; {@link #holdsIf} says how to tell.
     *
     * @param claimNumber A1 to E4
     * @param sentence the claim in our words
     */
    public Section claim(String claimNumber, String sentence) {
        claims.add(new Claim(claimNumber, sentence, seen -> false, Set.of()));
        return this;
    }

    /** What must have been seen for the claim just added to hold. */
    public Section holdsIf(Predicate<Seen> test) {
        Claim last = claims.remove(claims.size() - 1);
        claims.add(new Claim(last.number(), last.sentence(), test, last.failsUnder()));
        return this;
    }

    /** The inits under which the claim just added is expected not to hold. */
    public Section failsUnder(Init... inits) {
        Claim last = claims.remove(claims.size() - 1);
        claims.add(new Claim(last.number(), last.sentence(), last.test(), Set.of(inits)));
        return this;
    }

    /** The outcome to expect under these inits. */
    public Section expects(Outcome outcome, Init... inits) {
        for (Init init : inits) {
            outcomes.put(init, outcome);
        }
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

    public List<Claim> claims() {
        return List.copyOf(claims);
    }

    Class<?> parent() {
        return parent;
    }

    Optional<String> appOutlives() {
        return Optional.ofNullable(appOutlives);
    }

    List<String> appAwaits() {
        return appAwaits;
    }

    Optional<String> lastWords() {
        return Optional.ofNullable(lastWords);
    }

    /** The outcome to expect under this init, or empty where none has been proven yet. */
    public Optional<Outcome> expected(Init init) {
        return Optional.ofNullable(outcomes.get(init));
    }

    @Override
    public String toString() {
        return number + " " + shortName();
    }
}
