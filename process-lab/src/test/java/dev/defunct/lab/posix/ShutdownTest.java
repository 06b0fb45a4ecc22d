package dev.defunct.lab.posix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Jvm;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Shutdown: a shutdown hook can be added at any time")
class ShutdownTest {

    static final class HooksTooLate {
        public static void main(String[] args) throws InterruptedException {
            addTooLate(() -> Shutdown.hook(() -> {}));
        }
    }

    static final class AddsTooLate {
        public static void main(String[] args) throws InterruptedException {
            addTooLate(() -> Runtime.getRuntime().addShutdownHook(new Thread()));
        }
    }

    /** Adds a hook while this JVM shuts down, which ends when that has failed or waits. */
    private static void addTooLate(Runnable add) throws InterruptedException {
        Thread adding = Thread.currentThread();
        CountDownLatch shuttingDown = new CountDownLatch(1);
        Runnable first =
                () -> {
                    shuttingDown.countDown();
                    while (adding.isAlive() && adding.getState() != Thread.State.BLOCKED) {
                        Thread.onSpinWait();
                    }
                };
        Runtime.getRuntime().addShutdownHook(new Thread(first));
        new Thread(() -> System.exit(1)).start();
        shuttingDown.await();
        add.run();
        System.out.println("the hook is added");
    }

    @Test
    @DisplayName(
            "if the JVM is shutting down, the program prints no stack trace, and does not go on")
    void tooLate() {
        assertThat(Jvm.run(HooksTooLate.class)).isEmpty();
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    class Control {

        @Test
        @DisplayName("control: Runtime.addShutdownHook then fails with an IllegalStateException")
        void fails() {
            assertThat(Jvm.run(AddsTooLate.class))
                    .anyMatch(line -> line.contains("IllegalStateException: Shutdown in progress"));
        }
    }
}
