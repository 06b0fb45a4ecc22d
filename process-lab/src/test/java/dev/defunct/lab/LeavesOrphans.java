package dev.defunct.lab;

/** A parent for the lab's own tests: starts children that exit at once, and leaves them. */
final class LeavesOrphans {
    static final int CHILDREN = 5;

    public static void main(String[] args) {
        Cast cast = Cast.enter(args);
        for (int code = 0; code < CHILDREN; code++) {
            cast.say("child " + Spawn.command("sh", "-c", "exit " + code));
        }
    }
}
