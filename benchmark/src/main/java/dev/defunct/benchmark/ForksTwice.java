package dev.defunct.benchmark;

import dev.defunct.lab.ps.PathSearch;
import java.util.ArrayList;
import java.util.List;

/**
 * 2.1: starts setsid(1), which forks the command and exits at once. We wait for setsid; the orphan
 * is its adopter's, here the director's, who knows when all are gone. How many of them are alive at
 * once, nobody controls. (A shell would do for {@code command &}, but bash reaps a child that is
 * quicker than its own exit, and then nobody adopts that.)
 */
final class ForksTwice implements Strategy {
    @Override
    public void run(Children children) {
        while (children.areMore()) {
            LibC.C.waitpid(children.spawn(), 0, 0);
        }
    }

    @Override
    public List<String> wrap(List<String> command) {
        List<String> wrapped = new ArrayList<>(command);
        wrapped.addAll(0, List.of(PathSearch.find("setsid").orElseThrow().toString(), "--fork"));
        return wrapped;
    }
}
