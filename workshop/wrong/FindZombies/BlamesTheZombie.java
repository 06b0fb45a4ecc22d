// Wrong: takes a zombie for the culprit; but it has ended, and its parent does not reap it.
// Told: but was: "[104]"
package dev.defunct.exercises;

import dev.defunct.lab.ps.ProcessEntry;
import java.util.List;
import java.util.Optional;

/**
 * Exercise 2: which zombies does a parent have, and which process is to blame? A table is what
 * {@code ProcessTable.ofThisMachine().all()} returns: one entry for each process.
 */
public final class FindZombies {
    /** The zombies among the children of the process with this pid. */
    static List<ProcessEntry> zombiesOf(long parent, List<ProcessEntry> table) {
        return table.stream()
                .filter(entry -> entry.parent() == parent)
                .filter(ProcessEntry::isZombie)
                .toList();
    }

    /**
     * The process that has the most zombies, because it does not reap; empty if there are no
     * zombies.
     */
    static Optional<ProcessEntry> culprit(List<ProcessEntry> table) {
        return table.stream().filter(ProcessEntry::isZombie).findFirst();
    }
}
