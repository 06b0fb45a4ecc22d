package dev.defunct.docs;

import dev.defunct.lab.director.Director;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Event;
import dev.defunct.nowait.Parent;
import java.time.Duration;

/** A zombie to try diagnose.md on: the app of 1.3. Its parent, a JVM, does not wait for it. */
final class PracticeZombie implements AutoCloseable {

    private final Director director =
            Director.start(Adopter.REAPING, Parent.class, Duration.ofMinutes(1), new Killer());

    /** Kills the app as soon as it is up. */
    private static final class Killer implements Director.Audience {
        @Override
        public void happened(Event event) {
            if (Event.printed(Role.APP, "0").test(event)) {
                ProcessHandle.of(event.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    PracticeZombie() {
        director.release(Role.APP); // returns when it has exited
    }

    long pid() {
        return director.process(Role.APP).pid();
    }

    @Override
    public void close() {
        director.close();
    }
}
