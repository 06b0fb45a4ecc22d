package dev.defunct.lab;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Who may leave when, and what that makes of the app.
 *
 * <p>The outcome follows from the order of events. A member that has done its part asks to leave,
 * and may only when the script's earlier events have been seen. So when the parent leaves, the app
 * has exited, and is either gone (somebody reaped it in time) or still a zombie (nobody did).
 *
 * <p>How long is "in time"? Where a zombie is expected to go, we wait for that as long as a busy
 * machine may need ({@link #LONG}), and only what is still there then has been left. Where it is
 * expected to stay, or nothing is expected, it has to stay for {@link #SHORT}. Both are measured in
 * time that the director itself was running: a suspended play loses nothing.
 */
final class Script {

    static final Duration LONG = Duration.ofSeconds(10);
    static final Duration SHORT = Duration.ofMillis(500);

    private final Section section;
    private final Init init;
    private final Company company;
    private final Timeline timeline;
    private final Supplier<Duration> clock;

    /**
     * @param clock the time that the director has been running
     */
    Script(
            Section section,
            Init init,
            Company company,
            Timeline timeline,
            Supplier<Duration> clock) {
        this.section = section;
        this.init = init;
        this.company = company;
        this.timeline = timeline;
        this.clock = clock;
    }

    /** Whether all that comes before this member's exit has been seen. */
    boolean isTurnOf(Member member) {
        return switch (member.role) {
            case "app" ->
                    isToBeKilled()
                            ? isOver(member.asksSince, LONG)
                            : wasAdopted(member) && sawWhatItAwaits(member);
            case "parent" ->
                    section.appOutlives().equals(Optional.of("parent"))
                            ? company.find("app").filter(app -> app.ready || app.exited).isPresent()
                            : othersAreDone(member) && handlerHasSpoken();
            case "init", "starter" -> othersAreDone(member);
            default -> true;
        };
    }

    /** The app, if this member leaves it a zombie: its own, or a stranger's under host. */
    Optional<Member> zombieLeftBy(Member member) {
        return company.find("app")
                .filter(app -> app.exited && !app.gone)
                .filter(app -> app.parent == member.pid || member.role.equals("starter"));
    }

    /** What became of the app, or empty if that is not clear: the play broke off. */
    Optional<Outcome> outcome() {
        if (company.find("app").filter(app -> app.exited).isEmpty()) {
            return Optional.empty();
        }
        if (company.find("app").filter(app -> app.killedWithNamespace).isPresent()) {
            return Optional.of(Outcome.KILLED_WITH_NAMESPACE);
        }
        if (company.find("tini").orElse(company.first()).leavesZombie) {
            return Optional.of(Outcome.ZOMBIE_UNTIL_INIT_EXITS);
        }
        if (company.find("parent").filter(p -> p.leavesZombie).isPresent()) {
            return Optional.of(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
        }
        return company.find("app").filter(app -> app.gone).map(app -> Outcome.NO_ZOMBIE);
    }

    /**
     * If the script has it outlive somebody: its parent is not the one that started it any more.
     */
    private boolean wasAdopted(Member app) {
        return section.appOutlives().isEmpty() || app.parent != app.starter;
    }

    private boolean sawWhatItAwaits(Member app) {
        String[] marks = section.appAwaits().toArray(String[]::new);
        return timeline.inOrder(marks) || isOver(app.asksSince, isControl() ? SHORT : LONG);
    }

    /** Whether this member was at its part when the parent, and with it the namespace, ended. */
    boolean isKilledWithNamespace(Member member) {
        return init.hasNamespace()
                && !member.isSilent()
                && !member.mayLeave
                && company.find("parent").filter(parent -> parent.mayLeave).isPresent();
    }

    private boolean isToBeKilled() {
        return section.expected(init).equals(Optional.of(Outcome.KILLED_WITH_NAMESPACE));
    }

    /**
     * All others have exited, and the app is gone, or a zombie that this one, or whoever ends with
     * it, had time to reap.
     */
    private boolean othersAreDone(Member last) {
        return company.others().stream().allMatch(m -> m == last || m.isSilent() || m.exited)
                && Stream.concat(Stream.of(last), company.silent().stream())
                        .flatMap(member -> zombieLeftBy(member).stream())
                        .allMatch(app -> isOver(app.waitsSince, patienceOf(last)));
    }

    /** A handler that has reaped the app may still be about to say so. */
    private boolean handlerHasSpoken() {
        boolean spoken =
                section.lastWords()
                        .map(words -> timeline.words("parent").anyMatch(words::equals))
                        .orElse(true);
        return spoken
                || company.find("app")
                        .map(app -> isOver(app.waitsSince, patienceOf(app)))
                        .orElse(true);
    }

    /** How long a zombie may take to go before we say that this member leaves it. */
    private Duration patienceOf(Member member) {
        boolean toGo =
                section.expected(init).equals(Optional.of(Outcome.NO_ZOMBIE))
                        || member.role.equals("starter"); // some PID 1s reap slowly
        return toGo ? LONG : SHORT;
    }

    private boolean isControl() {
        return section.expected(init).isEmpty();
    }

    private boolean isOver(Duration since, Duration patience) {
        return clock.get().minus(since).compareTo(patience) > 0;
    }
}
