package dev.defunct.doublefork;

import dev.defunct.lab.Cast;
import java.io.IOException;

/**
 * {@link Intermediate} with ProcessBuilder for the spawn. The JDK's thread that waits for the app
 * ends with this process, so it makes no difference: the app is the adopter's to reap.
 */
public final class IntermediateWithProcessBuilder {
    public static void main(String[] args) throws IOException {
        Cast cast = Cast.enter(args);

        cast.startAppWithProcessBuilder();
    }
}
