package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Sigchld;
import dev.defunct.lab.posix.Spawn;
import java.util.List;
import java.util.Set;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;

/** Calls the answer's ignore(), and prints the results. */
final class IgnoresChildren {

    private static final long SELF = ProcessHandle.current().pid();

    public static void main(String[] args) throws Exception {
        POSIX posix = Posix.get();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        IgnoreChildren.ignore();
        System.out.println("at first: " + Sigchld.of(SELF));
        System.out.println("threads: " + since(before));
        Process seven = new ProcessBuilder("sh", "-c", "exit 7").start();
        System.out.println("waitFor() says: " + seven.waitFor());
        System.out.println("later: " + Sigchld.of(SELF));
        System.out.println("a child: " + fateOf(Spawn.command("true")));
        int result = posix.waitpid(Spawn.command("true"), new int[1], 0);
        System.out.println(
                "waitpid says: " + (result < 0 ? Errno.valueOf(posix.errno()).name() : "its pid"));
    }

    /**
     * The threads that run now and did not run before, except those in which the JDK waits for its
     * children.
     */
    private static List<String> since(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.startsWith("process reaper"))
                .toList();
    }

    /** Waits, because a child that the kernel reaps can be seen as a zombie for an instant. */
    private static String fateOf(int child) {
        return TestChildren.comes(() -> !TestChildren.isThere(child)) ? "gone" : "a zombie";
    }
}
