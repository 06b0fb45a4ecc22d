// Wrong: counts every process in state Z, even one that still runs in other threads.
// Told: the culprit, if 101 keeps running in its other threads
package dev.defunct.exercises;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.defunct.lab.ps.ProcessEntry;
import java.util.List;
import java.util.Map;
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
        Map<Long, Long> zombies =
                table.stream()
                        .filter(entry -> entry.state().letter() == 'Z')
                        .collect(groupingBy(ProcessEntry::parent, counting()));
        return zombies.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .flatMap(
                        most ->
                                table.stream()
                                        .filter(entry -> entry.pid() == most.getKey())
                                        .findFirst());
    }
}
