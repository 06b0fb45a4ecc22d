package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Tick;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;
import sun.misc.Signal;

/**
 * 2.3, the article's test.py: a handler reaps app.py when it exits, and the ten ticks go on.
 *
 * <p>The JDK resets SIGCHLD when its class ProcessImpl is initialised: see 2.2.
 */
public final class Parent {
    private static final POSIX POSIX = Posix.get();

    public static void main(String[] args) throws ClassNotFoundException {
        Class.forName("java.lang.ProcessImpl"); // the JDK's reset: now, not later
        Signal.handle(new Signal("CHLD"), Parent::waitChild); // signal(SIGCHLD, wait_child)

        Spawn.java(App.class); // Popen([sys.executable, './app.py'])

        for (int i = 1; i <= 10; i++) { // for i in range(10):
            Tick.sleep(); //     time.sleep(5)
            System.out.println("tick " + i);
        }
    }

    /**
     * One signal can stand for many children (signal(7)), so this loops until no more have exited.
     */
    static void waitChild(Signal sigchld) {
        int[] status = new int[1];
        while (true) {
            int pid = POSIX.waitpid(-1, status, WNOHANG.intValue()); // os.waitpid(-1, os.WNOHANG)
            if (pid > 0) {
                System.out.println("child " + pid + " " + WaitStatus.of(status[0]));
            } else if (pid == 0) {
                System.out.println("no child is ready");
                return;
            } else if (POSIX.errno() == Errno.ECHILD.intValue()) {
                System.out.println("no child is left");
                return;
            } else {
                throw new IllegalStateException(Errno.valueOf(POSIX.errno()).name());
            }
        }
    }
}
