package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Runs one strategy, in a process of its own: what it does about SIGCHLD is the whole process's,
 * and so are its threads and its CPU time. Says "ready", then for each order one line.
 */
final class Runner {

    /**
     * @param args the {@link Row} whose strategy it is
     */
    public static void main(String[] args) throws Exception {
        Strategy strategy = Row.valueOf(args[0]).strategy().get();
        Posix.unblockSignals();
        Class.forName("java.lang.ProcessImpl"); // resets SIGCHLD: now, and not in the midst of it
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_DFL);
        Lifeline lifeline = new Lifeline();
        System.out.println("ready");
        try {
            while (true) {
                Order order = Order.parse(lifeline.nextOrder());
                Children children = new Children(order, lifeline, strategy::wrap);
                strategy.run(children);
                System.out.println(children.tally());
            }
        } catch (RuntimeException | OutOfMemoryError atALimit) {
            System.out.println(atALimit.getMessage());
            System.exit(1);
        }
    }
}
