package dev.defunct.waitblocking;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Tick;

/** 1.2, the article's test.py: starts app.py and waits until it has exited. */
public final class Parent {
    public static void main(String[] args) {
        Thread other = new Thread(Parent::goOn); // shows that only the thread that waits is blocked
        other.setDaemon(true);
        other.start();

        int app = Spawn.java(App.class); // Popen([sys.executable, './app.py'])

        int[] status = new int[1];
        Posix.get().waitpid(app, status, 0); // blocks here until the app has exited
        System.out.println("app " + app + " " + WaitStatus.of(status[0]));

        for (int i = 1; i <= 7; i++) {
            Tick.sleep();
            System.out.println("tick " + i);
        }
    }

    private static void goOn() {
        while (true) {
            Tick.sleep();
            System.out.println("another thread goes on");
        }
    }
}
