package dev.defunct.doublefork;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import dev.defunct.lab.role.Tick;

/**
 * 2.1, the article's test.py: app.py is its grandchild. The parent waits only for the child in the
 * middle, which does not take long. The app is an orphan from then on, and its adopter reaps it.
 *
 * <p>"Fork" means spawn here, and the child in the middle is a program of its own. After a bare
 * fork(), the child of a JVM has only one thread, the thread that called fork. It has no garbage
 * collector, no compiler and no reference handler, and a lock that one of them held stays locked.
 * Such a child can do hardly anything except exec, and spawn is fork and exec in one call.
 */
public final class Parent {
    public static void main(String[] args) {
        int intermediate = Spawn.java(Intermediate.class); // the first fork

        int[] status = new int[1];
        Posix.get().waitpid(intermediate, status, 0); // not for the grandchild
        System.out.println("intermediate " + intermediate + " " + WaitStatus.of(status[0]));

        for (int i = 1; i <= 10; i++) {
            Tick.sleep();
            System.out.println("tick " + i);
        }
    }
}
