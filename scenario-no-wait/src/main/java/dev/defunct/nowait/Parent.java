package dev.defunct.nowait;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Tick;

/** 1.3, the article's test.py: starts app.py and never waits for it. */
public final class Parent {
    public static void main(String[] args) {
        Spawn.java(App.class); // Popen([sys.executable, './app.py'])

        for (int i = 1; i <= 10; i++) { // for i in range(10):
            Tick.sleep(); //     time.sleep(5)
            System.out.println("tick " + i);
        }
    } // exits here: the zombie lasts until now
}
