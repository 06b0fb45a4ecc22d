package dev.defunct.benchmark;

/** ProcessBuilder, waiting for each. A thread of the JDK's reaps it and tells us. */
final class UsesWaitFor implements Strategy {
    @Override
    public void run(Children children) throws Exception {
        while (children.areMore()) {
            Process child = new ProcessBuilder(children.command()).inheritIO().start();
            children.endedWith(child.waitFor());
        }
    }
}
