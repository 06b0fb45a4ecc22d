package dev.defunct.lab;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The members of a cast, in the order in which they came. Safe to read from another thread. */
final class Company implements Iterable<Member> {

    private final List<Member> members = new CopyOnWriteArrayList<>();

    void add(Member member) {
        members.add(member);
    }

    /** The one that the director started itself: the init, or under host the starter. */
    Member first() {
        return members.get(0);
    }

    Member last() {
        return members.get(members.size() - 1);
    }

    /** All but the first. */
    List<Member> others() {
        return members.stream().skip(1).toList();
    }

    /** Those who play no part, but come and go with the parent: see {@link Member#isSilent}. */
    List<Member> silent() {
        return members.stream().filter(Member::isSilent).toList();
    }

    List<Member> all() {
        return members;
    }

    Optional<Member> find(String role) {
        return members.stream().filter(member -> member.role.equals(role)).findFirst();
    }

    Optional<Member> find(long pid) {
        return members.stream().filter(member -> member.pid == pid).findFirst();
    }

    @Override
    public Iterator<Member> iterator() {
        return members.iterator();
    }
}
