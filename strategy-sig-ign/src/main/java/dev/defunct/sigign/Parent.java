package dev.defunct.sigign;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Tick;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * 2.2, the article's test.py: ignores SIGCHLD, and so asks the kernel to keep no zombies of its
 * children (sigaction(2), SA_NOCLDWAIT and SIG_IGN).
 *
 * <p>When the JDK's class ProcessImpl is initialised, it sets SIGCHLD back to the default, once: at
 * the first ProcessBuilder.start(), or from JDK 21 on at a mere System.getenv(). So initialise that
 * class before you ignore SIGCHLD, not after.
 */
public final class Parent {
    public static void main(String[] args) throws ClassNotFoundException {
        POSIX posix = Posix.get();

        Class.forName("java.lang.ProcessImpl"); // the JDK's reset: now, not later
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN); // signal(SIGCHLD, SIG_IGN)

        int app = Spawn.java(App.class); // Popen([sys.executable, './app.py'])

        for (int i = 1; i <= 10; i++) { // for i in range(10):
            Tick.sleep(); //     time.sleep(5)
            System.out.println("tick " + i);
        }

        int result = posix.waitpid(app, new int[1], 0); // the kernel has kept nothing to return
        System.out.println("waitpid: " + result + ", " + Errno.valueOf(posix.errno()).name());
        System.out.println("the exit status of app " + app + " is lost");
    }
}
