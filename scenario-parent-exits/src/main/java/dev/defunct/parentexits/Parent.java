package dev.defunct.parentexits;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Tick;

/** 1.1, the article's test.py: starts app.py and exits after a tick, while app.py still runs. */
public final class Parent {
    public static void main(String[] args) {
        Spawn.java(App.class); // Popen([sys.executable, './app.py'])

        Tick.sleep();
        System.out.println("tick 1");
    } // exits here: the kernel gives the app, an orphan now, to the nearest subreaper or to PID 1
}
