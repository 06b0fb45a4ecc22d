package dev.defunct.sigchldhandler;

import dev.defunct.lab.Cast;
import sun.misc.Signal;

/**
 * 2.3, the article's test.py: a handler reaps the app when it exits, and the parent's ten ticks go
 * on undisturbed.
 *
 * <p>The JDK resets SIGCHLD when its class ProcessImpl is initialised: let that be before we set
 * our handler, not after (see 2.2).
 */
public final class Parent {
    public static void main(String[] args) throws ClassNotFoundException {
        Cast cast = Cast.enter(args);

        Class.forName("java.lang.ProcessImpl");
        Signal.handle(new Signal("CHLD"), new ReapsAll(cast, cast.posix()));

        cast.spawnApp(); // Popen([sys.executable, './app.py'])

        cast.liveForTicks(10); // for i in range(10): time.sleep(5)
    }
}
