package dev.defunct.benchmark;

import com.zaxxer.nuprocess.NuAbstractProcessHandler;
import com.zaxxer.nuprocess.NuProcessBuilder;
import java.util.concurrent.Semaphore;

/** NuProcess, which has a few threads for the pipes of all children, and reaps on them. */
final class UsesNuProcess implements Strategy {
    @Override
    public void run(Children children) {
        Semaphore room = new Semaphore(Children.MOST_ALIVE);
        while (children.areMore()) {
            room.acquireUninterruptibly();
            children.spawn(
                    command -> new NuProcessBuilder(onExit(children, room), command).start());
        }
        room.acquireUninterruptibly(Children.MOST_ALIVE);
    }

    private static NuAbstractProcessHandler onExit(Children children, Semaphore room) {
        return new NuAbstractProcessHandler() {
            @Override
            public void onExit(int code) {
                children.endedWith(code);
                room.release();
            }
        };
    }
}
