package dev.defunct.lab;

import jnr.posix.POSIX;

/**
 * No init at all: starts the parent, waits for it, and adopts nobody. Orphans go past it, to PID 1
 * or the nearest subreaper above us. It is there for the director, whose pipes to the cast must
 * outlive the parent: the JDK closes those of a child that has exited.
 */
final class Starter {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);
        POSIX posix = cast.posix();

        int parent = cast.spawnParent();

        posix.waitpid(parent, new int[1], 0);
    }
}
