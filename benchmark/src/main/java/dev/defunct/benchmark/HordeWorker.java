package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Holds the horde: starts children, lets them exit, and reaps them when it is told to, or when the
 * director is gone. Says "ready", then for each order one line: how many, and in how many
 * nanoseconds.
 */
final class Holder {

    private static final int P_PID = 1; // waitid(2)

    private final Lifeline lifeline = new Lifeline();
    private final Prepared child;
    private final List<Integer> zombies = new ArrayList<>();

    private Holder(String child) {
        this.child = new Prepared(List.of(child));
    }

    /**
     * @param args the program whose zombies it is to hold
     */
    public static void main(String[] args) throws Exception {
        Posix.unblockSignals();
        Class.forName("java.lang.ProcessImpl"); // resets SIGCHLD
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_DFL);
        Holder holder = new Holder(args[0]);
        System.out.println("ready");
        while (true) {
            System.out.println(holder.obey(holder.lifeline.nextOrder().split(" ")));
        }
    }

    private String obey(String[] order) {
        return switch (order[0]) {
            case "grow" -> grow(Integer.parseInt(order[1]));
            case "reap-any" -> reapAny();
            case "reap-each" -> reapEach();
            default -> throw new IllegalArgumentException(order[0]);
        };
    }

    /** Stops short of the number at the process limit. Returns when all have exited. */
    private String grow(int number) {
        int before = zombies.size();
        long start = System.nanoTime();
        try {
            for (int i = 0; i < number; i++) {
                zombies.add(lifeline.whileHeld(child::spawn));
            }
        } catch (Prepared.SpawnFailed atTheLimit) {
            // what we have is what there is
        }
        long nanos = System.nanoTime() - start;
        Pointer info = LibC.memory(LibC.SIZEOF_SIGINFO);
        for (int pid : zombies.subList(before, zombies.size())) {
            LibC.C.waitid(
                    P_PID, pid, info.address(), LibC.WEXITED | LibC.WNOWAIT); // it stays a zombie
        }
        return zombies.size() - before + " " + nanos;
    }

    private String reapAny() {
        int reaped = 0;
        long start = System.nanoTime();
        while (LibC.C.waitpid(-1, 0, LibC.WNOHANG) > 0) {
            reaped++;
        }
        zombies.clear();
        return reaped + " " + (System.nanoTime() - start);
    }

    private String reapEach() {
        int reaped = 0;
        long start = System.nanoTime();
        for (int pid : zombies) {
            if (LibC.C.waitpid(pid, 0, LibC.WNOHANG) == pid) {
                reaped++;
            }
        }
        zombies.clear();
        return reaped + " " + (System.nanoTime() - start);
    }
}
