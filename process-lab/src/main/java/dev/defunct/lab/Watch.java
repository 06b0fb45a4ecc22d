package dev.defunct.lab;

import dev.defunct.lab.Timeline.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Watches a company in the process table, from outside, and says what has changed since last time.
 */
final class Watch {

    /** Whoever is to be told. */
    interface Log {
        void happens(Member member, Kind kind, String text);

        void state(String role, ProcessEntry.State state);
    }

    private final ProcessTable table = ProcessTable.ofThisMachine();
    private final Company company;
    private final Script script;
    private final Supplier<Duration> clock;
    private final Log log;

    /**
     * @param clock the time that the director has been running
     */
    Watch(Company company, Script script, Supplier<Duration> clock, Log log) {
        this.company = company;
        this.script = script;
        this.clock = clock;
        this.log = log;
    }

    /**
     * First reads them all, then says what has changed, so that each event sees one picture. Reads
     * children before their parents: if a child is gone and its parent is still there, then the
     * child went while the parent lived. A JVM that is about to exit loses its threads one by one;
     * what is seen in the middle of that is neither.
     *
     * @return whether there was something to see; if not, look again
     */
    boolean look() {
        List<Member> members = company.all();
        Map<Member, Optional<ProcessEntry>> picture = new HashMap<>();
        for (int i = members.size() - 1; i >= 0; i--) {
            Member member = members.get(i);
            picture.put(member, member.gone ? Optional.empty() : read(member));
        }
        if (picture.values().stream().flatMap(Optional::stream).anyMatch(Watch::isExiting)) {
            return false;
        }
        for (Member member : members) {
            member.before = member.entry;
            member.entry = picture.get(member);
        }
        members.stream().filter(member -> !member.isSilent()).forEach(this::compareUnlessGone);
        for (int i = members.size() - 1; i >= 0; i--) {
            if (members.get(i).isSilent()) { // they end with the others, not before
                compareUnlessGone(members.get(i));
            }
        }
        return true;
    }

    private static boolean isExiting(ProcessEntry entry) {
        return entry.state() == ProcessEntry.State.LEADER_EXITED;
    }

    /** A member as it is now, or empty if it is not there or its pid is another process by now. */
    Optional<ProcessEntry> read(Member member) {
        return table.find(member.pid)
                .filter(entry -> member.entry.map(entry::isSameProcessAs).orElse(true))
                .filter(entry -> entry.state() != ProcessEntry.State.DEAD);
    }

    private void compareUnlessGone(Member member) {
        if (member.gone) {
            return;
        }
        if (member.entry.isEmpty()) {
            member.gone = true;
            exits(member);
            adoptedInBetween(member);
            log.happens(member, Kind.GONE, farewell(member));
            return;
        }
        ProcessEntry entry = member.entry.get();
        if (!member.before.map(ProcessEntry::state).equals(Optional.of(entry.state()))) {
            log.state(member.role, entry.state());
        }
        if (entry.isZombie()) {
            exits(member);
        }
        if (entry.parent() != member.parent) {
            adopted(member, entry.parent());
        }
    }

    /**
     * Only a parent can reap: if its own has exited, another one has adopted it between two looks.
     * That is our init, or after the end of our init the reaper above it.
     */
    private void adoptedInBetween(Member member) {
        Member init = company.first();
        boolean orphan = company.find(member.parent).filter(parent -> parent.exited).isPresent();
        if (orphan && init.role.equals("init")) {
            adopted(member, init.exited ? init.starter : init.pid);
        }
    }

    private void adopted(Member member, long parent) {
        String change = nameOf(parent) + " instead of " + nameOf(member.parent);
        member.parent = parent;
        member.waitsSince = clock.get();
        log.happens(member, Kind.ADOPTED, change);
    }

    private void exits(Member member) {
        if (!member.exited) {
            member.exited = true;
            member.waitsSince = clock.get();
            if (!member.mayLeave) { // it was killed
                member.leavesZombie = script.zombieLeftBy(member).isPresent();
                member.killedWithNamespace = script.isKilledWithNamespace(member);
            }
            log.happens(member, Kind.EXITED, "");
        }
    }

    /** Who has reaped the app, as far as it can be told from outside; nothing on the others. */
    private String farewell(Member member) {
        if (!member.role.equals("app")) {
            return "";
        }
        Optional<Member> parent = company.find(member.parent);
        boolean leftByPid1 = parent.filter(p -> p.pidInside == 1 && p.leavesZombie).isPresent();
        if (member.killedWithNamespace || leftByPid1) {
            return "cleared away by the kernel, with its PID namespace";
        }
        if (member.parent != member.starter) {
            return "reaped by " + nameOf(member.parent);
        }
        if (parent.filter(p -> p.exited).isEmpty()) {
            return "gone while " + nameOf(member.parent) + " lived";
        }
        String adopter = company.find("tini").map(Member::toString).orElse("its adopter");
        return "gone after its parent, which left it to " + adopter;
    }

    /** The role and pid in the cast, or what a stranger is called. */
    String nameOf(long pid) {
        if (pid == ProcessHandle.current().pid()) {
            return "the director " + pid;
        }
        if (pid == company.first().starter) {
            return "the reaper " + pid + " above init";
        }
        return company.find(pid).map(Member::toString).orElseGet(() -> stranger(pid));
    }

    private String stranger(long pid) {
        String command = table.find(pid).map(ProcessEntry::command).orElse("gone by now");
        return pid == 1 ? "PID 1 (" + command + ")" : command + " " + pid + " (a subreaper)";
    }
}
