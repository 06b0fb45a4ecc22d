package dev.defunct.nowait;

import dev.defunct.lab.Cast;
import java.io.IOException;

/**
 * A4, on the JVM: the same parent, never waiting, with ProcessBuilder for the raw spawn. No zombie:
 * the JDK has a thread per child, "process reaper", which waits for it whether we do or not.
 */
public final class UsesProcessBuilder {
    public static void main(String[] args) throws IOException {
        Cast cast = Cast.enter(args);

        cast.startAppWithProcessBuilder(); // and nobody calls waitFor()

        cast.liveForTicks(10);
    }
}
