package dev.defunct.benchmark;

import me.tongfei.progressbar.ProgressBarConsumer;

/** Whom a progress bar is shown to where there is no terminal. */
final class Nobody implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
        return 0;
    }

    @Override
    public void accept(String rendered) {}

    @Override
    public void clear() {}

    @Override
    public void close() {}
}
