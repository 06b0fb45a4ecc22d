package dev.defunct.exercises;

import dev.defunct.lab.ps.ProcessEntry;
import java.util.List;
import java.util.Optional;

/**
 * Exercise 2: which zombies does a parent have, and which process is to blame? A table is what
 * {@code ProcessTable.ofThisMachine().all()} returns: one entry for each process. An entry has
 * pid(), parent(), state(), command(), and isZombie(), because the letter Z alone is not enough.
 */
public final class FindZombies {
    /** The zombies among the children of the process with this pid. */
    static List<ProcessEntry> zombiesOf(long parent, List<ProcessEntry> table) {
        // TODO: which entries of the table are these zombies?
        return List.of();
    }

    /**
     * The process that has the most zombies, because it does not reap; empty if there are no
     * zombies.
     */
    static Optional<ProcessEntry> culprit(List<ProcessEntry> table) {
        // TODO: which process is the parent of the most zombies?
        return Optional.empty();
    }
}
