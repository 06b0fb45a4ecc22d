package dev.defunct.doublefork;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.role.App;
import java.io.IOException;

/**
 * {@link Intermediate} with ProcessBuilder instead of the raw spawn. The JDK's thread that waits
 * for the app ends with this process. So ProcessBuilder makes no difference: the adopter has to
 * reap the app.
 */
public final class IntermediateWithProcessBuilder {
    public static void main(String[] args) throws IOException {
        new ProcessBuilder(Spawn.javaCommand(App.class)).inheritIO().start();
    }
}
