package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;

/**
 * 2.1: starts {@code setsid --fork COMMAND}: setsid(1) forks, lets its child run the command, and
 * exits at once. We wait for setsid. The orphan goes to its adopter, which is ./play storm here.
 * How many orphans are alive at once is not limited. (A shell's {@code command &} would not do:
 * bash reaps a child that exits before bash does, and so no adopter gets it.)
 */
final class ForksTwice implements Strategy {

    /** What {@link Storm} puts before each command. */
    static final String SETSID = "setsid,--fork";

    @Override
    public void run(Children children) {
        while (children.areMore()) {
            Posix.get().waitpid(children.spawn(), new int[1], 0);
            children.endedWith(-1); // how the orphan ends we do not learn
        }
    }
}
