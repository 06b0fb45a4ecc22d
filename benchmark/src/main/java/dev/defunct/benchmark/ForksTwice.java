package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.ps.PathSearch;
import java.util.List;
import java.util.stream.Stream;

/**
 * 2.1: starts setsid(1), which forks, lets its child run the command, and exits at once. We wait
 * for setsid. The orphan goes to its adopter, which is ./play storm here. How many orphans are
 * alive at once is not limited. (A shell's {@code command &} would not do: bash reaps a child that
 * exits before bash does, and so no adopter gets it.)
 */
final class ForksTwice implements Strategy {
    @Override
    public void run(Children children) {
        while (children.areMore()) {
            Posix.get().waitpid(children.spawn(), new int[1], 0);
            children.endedWith(-1); // how the orphan ends we do not learn
        }
    }

    @Override
    public List<String> commandFor(List<String> command) {
        String setsid = PathSearch.find("setsid").orElseThrow().toString();
        return Stream.concat(Stream.of(setsid, "--fork"), command.stream()).toList();
    }
}
