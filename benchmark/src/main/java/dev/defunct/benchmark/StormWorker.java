package dev.defunct.benchmark;

/**
 * Runs one strategy in a process of its own, because the disposition of SIGCHLD, the threads and
 * the CPU time belong to a process.
 */
final class StormWorker {

    /** The argument of a worker: the name of its {@link StormRow}. */
    public static void main(String[] args) throws Exception {
        Lifeline lifeline = new Lifeline();
        Children children = new Children(lifeline);
        StormRow row = StormRow.valueOf(args[0]);
        System.out.println("ready");
        try {
            while (true) {
                children.begin(lifeline.nextOrder());
                row.strategy.run(children);
                System.out.println(children.tally());
            }
        } catch (RuntimeException | OutOfMemoryError atALimit) {
            System.out.println(atALimit.getMessage());
            System.exit(1);
        }
    }
}
