package dev.defunct.benchmark;

import java.util.concurrent.Semaphore;

/** ProcessBuilder, told of each exit by a future, so that nobody of ours waits. */
final class UsesOnExit implements Strategy {
    @Override
    public void run(Children children) {
        Semaphore room = new Semaphore(Children.MOST_ALIVE);
        while (children.areMore()) {
            room.acquireUninterruptibly();
            children.spawn(UsesWaitFor::start)
                    .onExit()
                    .thenAccept(
                            child -> {
                                children.endedWith(child.exitValue());
                                room.release();
                            });
        }
        room.acquireUninterruptibly(Children.MOST_ALIVE);
    }
}
