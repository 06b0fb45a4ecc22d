package dev.defunct.sigchldhandler;

import dev.defunct.lab.posix.Spawn;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Two parents of twenty children each, one with the right handler, the other with the wrong
 * handler.
 */
final class TwentyChildren {

    static final class ReapsAll {
        public static void main(String[] args) throws ClassNotFoundException {
            start(Parent::waitChild);
        }
    }

    static final class ReapsOne {
        public static void main(String[] args) throws ClassNotFoundException {
            start(ReapsOnlyOne::waitChild);
        }
    }

    private static void start(SignalHandler handler) throws ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), handler);
        for (int i = 0; i < 20; i++) {
            System.out.println("started " + Spawn.command("cat")); // runs until its input ends
        }
    }
}
