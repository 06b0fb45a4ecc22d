package dev.defunct.benchmark;

import com.zaxxer.nuprocess.NuAbstractProcessHandler;
import com.zaxxer.nuprocess.NuProcessBuilder;

/** NuProcess, which has a few threads for the pipes of all children, and reaps on them. */
final class UsesNuProcess implements Strategy {
    @Override
    public void run(Children children) {
        NuAbstractProcessHandler handler =
                new NuAbstractProcessHandler() {
                    @Override
                    public void onExit(int code) {
                        children.endedWith(code);
                    }
                };
        while (children.areMore()) {
            children.start(command -> new NuProcessBuilder(handler, command).start());
        }
        children.awaitEnds();
    }
}
