package dev.defunct.lab;

import dev.defunct.lab.Timeline.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Hears what the cast says on its pipe, and makes of it who is there and what has happened. */
final class Hearing {

    /** Who says what no member of the cast says. */
    private static final Member SOMEBODY = new Member("somebody", 0, 0);

    private final Init init;
    private final Company company;
    private final Watch watch;
    private final Supplier<Duration> clock;
    private final Watch.Log log;
    private final List<String> strangeWords = new ArrayList<>();
    private final List<Line> early = new ArrayList<>();
    private int linesHeard;

    /**
     * @param clock the time that the director has been running
     */
    Hearing(Init init, Company company, Watch watch, Supplier<Duration> clock, Watch.Log log) {
        this.init = init;
        this.company = company;
        this.watch = watch;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Hears what is new. To be called after a look that is younger than the lines: who reports an
     * exit is not ahead of it.
     *
     * @param lines all lines so far
     */
    void hear(List<String> lines) {
        lines.subList(linesHeard, lines.size()).forEach(this::hear);
        linesHeard = lines.size();
    }

    /** What was said by others than members of the cast: by a JVM that does not start, say. */
    List<String> strangeWords() {
        return strangeWords;
    }

    /** Somebody has been started. */
    void join(Member member) {
        company.add(member);
        member.entry = watch.read(member);
        long starter = // the reaper above an init is the director's helper, and no part of the
                // story
                member == company.first() ? ProcessHandle.current().pid() : member.starter;
        log.happens(member, Kind.STARTED, watch.nameOf(starter) + inside(member));
        member.entry.ifPresent(entry -> log.state(member.role, entry.state()));
    }

    private void hear(String text) {
        Line.parse(text)
                .ifPresentOrElse(
                        this::hear,
                        () -> {
                            strangeWords.add(text);
                            log.happens(SOMEBODY, Kind.SAID, text);
                        });
    }

    private void hear(Line line) {
        if (company.find(line.role()).isEmpty()) {
            if (!init.hasNamespace() || !line.role().equals("parent")) {
                early.add(line); // whoever has started it is about to say so
                return;
            }
            comesFromInside(line);
        }
        Member speaker = company.find(line.role()).orElseThrow();
        switch (line.verb()) {
            case READY -> speaker.ready = true;
            case STARTED -> {
                String[] child = line.text().split(" ");
                join(member(child[0], Long.parseLong(child[1]), speaker.pid));
                List<Line> waiting = List.copyOf(early);
                early.clear();
                waiting.forEach(this::hear);
            }
            case SAYS -> log.happens(speaker, Kind.SAID, line.text());
            case LEAVING -> {
                asksToLeave(speaker);
                log.happens(speaker, Kind.ASKS_TO_LEAVE, "");
            }
            case CANNOT -> throw new CannotPlay(line.role() + ": " + line.text());
        }
    }

    /** Nobody outside could tell us of the parent, nor of tini, which says nothing itself. */
    private void comesFromInside(Line line) {
        Member maker = company.first();
        maker.ready = true;
        if (init == Init.TINI) {
            Member tini = member("tini", 1, maker.pid);
            tini.ready = true;
            join(tini);
        }
        join(member(line.role(), line.pid(), company.last().pid));
    }

    /** A member of which we have heard: in a namespace, by its pid inside. */
    private Member member(String role, long pid, long starter) {
        if (!init.hasNamespace()) {
            return new Member(role, pid, starter);
        }
        return new PidNamespace(company.first().pid)
                .find(pid)
                .map(entry -> new Member(role, entry.pid(), pid, starter))
                .orElseThrow(() -> new CannotPlay(role + " was killed before it could be seen"));
    }

    private void asksToLeave(Member member) {
        member.asksToLeave = true;
        member.asksSince = clock.get();
    }

    private static String inside(Member member) {
        return member.pidInside == member.pid ? "" : ", and is PID " + member.pidInside + " inside";
    }
}
