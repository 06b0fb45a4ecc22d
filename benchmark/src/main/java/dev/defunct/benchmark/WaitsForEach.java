package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;

/** 1.2: starts one, waits for it, starts the next. */
final class WaitsForEach implements Strategy {

    @Override
    public void run(Children children) {
        int[] status = new int[1];
        while (children.areMore()) {
            Posix.get().waitpid(children.spawn(), status, 0);
            children.ended(status[0]);
        }
    }
}
