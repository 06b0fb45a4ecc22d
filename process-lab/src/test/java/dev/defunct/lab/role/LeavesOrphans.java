package dev.defunct.lab.role;

import dev.defunct.lab.posix.Spawn;

/** A parent that starts twenty children, each with a different exit code, and waits for none. */
final class LeavesOrphans {
    static final int CHILDREN = 20;

    public static void main(String[] args) {
        for (int code = 0; code < CHILDREN; code++) {
            System.out.println("started " + Spawn.command("sh", "-c", "exit " + code));
        }
    }
}
