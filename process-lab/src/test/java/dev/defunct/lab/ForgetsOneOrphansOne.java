package dev.defunct.lab;

/** A parent for the lab's own tests: forgets a child, and has a grandchild that is an orphan. */
final class ForgetsOneOrphansOne {
    public static void main(String[] args) {
        Cast cast = Cast.enter(args);
        cast.say("child " + Spawn.command("sh", "-c", "exit 5"));
        int middle =
                Spawn.command("sh", "-c", "exec 3<&0; cat <&3 & echo orphan $!"); // until killed
        cast.posix().waitpid(middle, new int[1], 0);
    }
}
