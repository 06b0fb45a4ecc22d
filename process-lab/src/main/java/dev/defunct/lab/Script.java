package dev.defunct.lab;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who may leave when, and what that makes of the app.
 *
 * <p>The outcome follows from the order of events. A member that has done its part asks to leave,
 * and may only when the script's earlier events have been seen. So when the parent leaves, the app
 * has exited, and is either gone (somebody reaped it in time) or still a zombie (nobody did).
 * {@link #PATIENCE} is what those who could reap it get to do so before that last look: a handler
 * runs on a thread of its own. No verdict depends on how much of it anybody used.
 */
final class Script {

    static final Duration PATIENCE = Duration.ofMillis(500);
    static final Duration HOST_PATIENCE = Duration.ofSeconds(10); // some PID 1s reap slowly

    private final Section section;
    private final Company company;
    private final Timeline timeline;
    private final Supplier<Duration> clock;

    Script(Section section, Company company, Timeline timeline, Supplier<Duration> clock) {
        this.section = section;
        this.company = company;
        this.timeline = timeline;
        this.clock = clock;
    }

    /** Whether all that comes before this member's exit has been seen. */
    boolean isTurnOf(Member member) {
        return switch (member.role) {
            case "app" -> isOrphan(member) || section.appOutlives().isEmpty();
            case "parent" ->
                    section.appOutlives().equals(Optional.of("parent"))
                            ? company.find("app").filter(app -> app.ready).isPresent()
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

    /** What became of the app, or empty if it has not exited. */
    Optional<Outcome> outcome() {
        if (company.find("app").filter(app -> app.exited).isEmpty()) {
            return Optional.empty();
        }
        if (company.first().leavesZombie) {
            return Optional.of(Outcome.ZOMBIE_UNTIL_INIT_EXITS);
        }
        boolean parentLeftIt = company.find("parent").filter(p -> p.leavesZombie).isPresent();
        return Optional.of(parentLeftIt ? Outcome.ZOMBIE_UNTIL_PARENT_EXITS : Outcome.NO_ZOMBIE);
    }

    /** Adopted: its parent is not the one that started it any more. */
    private static boolean isOrphan(Member app) {
        return app.parent != app.starter;
    }

    /** All others have exited, and the app is gone, or a zombie that this one had time to reap. */
    private boolean othersAreDone(Member last) {
        Duration patience = last.role.equals("starter") ? HOST_PATIENCE : PATIENCE;
        return company.others().stream().allMatch(member -> member == last || member.exited)
                && (zombieLeftBy(last).isEmpty() || appWaitsLongerThan(patience));
    }

    /** A handler that has reaped the app may still be about to say so. */
    private boolean handlerHasSpoken() {
        return section.lastWords()
                .map(words -> timeline.words("parent").anyMatch(words::equals))
                .filter(spoken -> !spoken)
                .map(silent -> appWaitsLongerThan(PATIENCE))
                .orElse(true);
    }

    private boolean appWaitsLongerThan(Duration patience) {
        return company.find("app")
                .map(app -> clock.get().minus(app.waitsSince).compareTo(patience) > 0)
                .orElse(true);
    }
}
