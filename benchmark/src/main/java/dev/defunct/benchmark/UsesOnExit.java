package dev.defunct.benchmark;

/** ProcessBuilder, told of each exit by a future, so that no thread of ours waits. */
final class UsesOnExit implements Strategy {
    @Override
    public void run(Children children) {
        while (children.areMore()) {
            children.start(UsesWaitFor::processBuilder)
                    .onExit()
                    .thenAccept(child -> children.endedWith(child.exitValue()));
        }
        children.awaitEnds();
    }
}
