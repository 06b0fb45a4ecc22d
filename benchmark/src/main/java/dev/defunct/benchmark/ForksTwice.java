package dev.defunct.benchmark;

import java.util.List;

/**
 * 2.1: starts a shell that starts the command and exits at once. We wait for the shell; the orphan
 * is its adopter's, here the director's, who knows when all are gone. How many of them are alive at
 * once, nobody controls.
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
        return List.of("/bin/sh", "-c", String.join(" ", command) + " &");
    }
}
