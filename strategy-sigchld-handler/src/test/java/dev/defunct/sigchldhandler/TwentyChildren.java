package dev.defunct.sigchldhandler;

import dev.defunct.lab.Cast;
import dev.defunct.lab.Spawn;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** A parent of twenty children, with the right handler or the wrong one. */
final class TwentyChildren {
    static final int CHILDREN = 20;

    public static void main(String[] args) throws ClassNotFoundException {
        Cast cast = Cast.enter(args);
        boolean all = cast.more().get(0).equals(ReapsAll.class.getSimpleName());
        SignalHandler handler =
                all ? new ReapsAll(cast, cast.posix()) : new ReapsOnlyOne(cast, cast.posix());

        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), handler);

        for (int i = 0; i < CHILDREN; i++) {
            cast.say("started " + Spawn.command("cat")); // until the lifeline, its input, ends
        }
    }
}
