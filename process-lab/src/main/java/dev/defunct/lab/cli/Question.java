package dev.defunct.lab.cli;

import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Event.Kind;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Outcome;
import dev.defunct.lab.section.Section;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A question of the quiz: what a play of a section under an adopter will show. */
public record Question(Section section, Adopter adopter, Topic topic) {

    /** What is asked about a play. */
    public enum Topic {
        OUTCOME("What becomes of the app?"),
        ADOPTER("Which process is the first to adopt the app?"),
        REAPER("Which process reaps the app?"),
        EXIT_CODE("Which exit code of the app does the play print?");

        private final String words;

        Topic(String words) {
            this.words = words;
        }
    }

    /**
     * The adopters that the questions are about. HOST is not one of them, because it depends on the
     * machine, and neither is an adopter that needs a container engine.
     */
    static final List<Adopter> ADOPTERS =
            List.of(Adopter.REAPING, Adopter.CARELESS, Adopter.SELF, Adopter.TINI);

    private static final List<String> OUTCOMES = // in the order of Outcome
            List.of(
                    "it exits, and no zombie stays",
                    "it is a zombie until its parent exits",
                    "it is a zombie that its adopter does not reap",
                    "the kernel kills it, because PID 1 of its namespace has exited");

    private static final String NONE = "none";

    /** All questions, in reading order. */
    public static List<Question> all() {
        return Sections.all().stream()
                .flatMap(section -> ADOPTERS.stream().flatMap(adopter -> of(section, adopter)))
                .toList();
    }

    private static Stream<Question> of(Section section, Adopter adopter) {
        return Stream.of(Topic.values()).map(topic -> new Question(section, adopter, topic));
    }

    /** The three to five answers from which the learner chooses one. */
    public List<String> choices() {
        return switch (topic) {
            case OUTCOME -> OUTCOMES;
            case ADOPTER, REAPER -> processes();
            case EXIT_CODE -> List.of("0", "7", "137", NONE);
        };
    }

    private List<String> processes() {
        Set<Role> roles = EnumSet.of(adopter.pid1().orElse(Role.INIT));
        if (adopter.hasNamespace()) {
            roles.add(Role.UNSHARE);
        }
        section.exits().forEach(exit -> roles.add(exit.role()));
        roles.remove(Role.APP);
        return Stream.concat(roles.stream().map(Role::toString), Stream.of(NONE)).toList();
    }

    /** The answer that a play gives: one of the choices, or empty if the play broke off. */
    public Optional<String> answer(Observation seen) {
        return seen.outcome().map(outcome -> answer(seen, outcome));
    }

    private String answer(Observation seen, Outcome outcome) {
        return switch (topic) {
            case OUTCOME -> OUTCOMES.get(outcome.ordinal());
            case ADOPTER -> other(seen, Kind.ADOPTED);
            case REAPER -> other(seen, Kind.GONE);
            case EXIT_CODE -> exitCode(seen);
        };
    }

    private static String other(Observation seen, Kind kind) {
        return seen.timeline()
                .first(kind.of(Role.APP))
                .flatMap(Event::other)
                .filter(role -> role != Role.LAUNCHER)
                .map(Role::toString)
                .orElse(NONE);
    }

    private static String exitCode(Observation seen) {
        Pattern code = Pattern.compile("\\b" + seen.pidInside(Role.APP) + "\\b.* code (\\d+)");
        return seen.timeline().events().stream()
                .flatMap(event -> code.matcher(event.text()).results())
                .map(line -> line.group(1))
                .findFirst()
                .orElse(NONE);
    }

    @Override
    public String toString() {
        String play = "%s  %s%nthe adopter is %s%n%s";
        return play.formatted(
                section.number(), section.title(), adopter.description(), topic.words);
    }
}
