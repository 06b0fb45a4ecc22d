package dev.defunct.sigign;

import static dev.defunct.lab.Init.REAPING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.defunct.lab.Cast;
import dev.defunct.lab.Init;
import dev.defunct.lab.LessonContract;
import dev.defunct.lab.Outcome;
import dev.defunct.lab.Seen;
import dev.defunct.lab.Stage;
import dev.defunct.lab.Timeline.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;
import sun.misc.SignalHandler;

@DisplayName("2.2 SIGCHLD ignored")
class SigIgnTest extends LessonContract {

    private static final long SIGCHLD_BIT = 1L << (17 - 1); // SigIgn in proc(5), SIGCHLD is 17

    private final Map<Object, Long> ignored = new ConcurrentHashMap<>();

    SigIgnTest() {
        super(
                new Main(),
                new Main().section().playedBy(ForgetsToIgnore.class),
                new Main().section().playedBy(IgnoresTooSoon.class));
    }

    @Override
    protected Stage.Audience audience(Init init) {
        return readsSigIgn(init);
    }

    @Override
    protected Stage.Audience audience(Class<?> control) {
        return readsSigIgn(control);
    }

    /** Notes which signals the parent ignores while the app runs. */
    private Stage.Audience readsSigIgn(Object key) {
        return new Stage.Audience() {
            @Override
            public void see(Event event, Stage stage) {
                if (event.toString().equals("app said 0")) {
                    ignored.put(key, sigIgn(stage.look().get("parent").pid()));
                }
            }
        };
    }

    /** The lesson without its signal(): SIGCHLD keeps its default disposition. */
    static final class ForgetsToIgnore {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            cast.spawnApp();
            cast.liveForTicks(10);
        }
    }

    /** The lesson without its Class.forName: the JDK's reset is still to come. */
    static final class IgnoresTooSoon {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            Signal.handle(new Signal("CHLD"), SignalHandler.SIG_IGN);
            cast.spawnApp(); // which asks for System.getenv(), as many a program does
            cast.liveForTicks(10);
        }
    }

    @Test
    @DisplayName(
            "control: without Class.forName the JDK undoes it, on 25 at a System.getenv(), not yet on 17")
    void tooSoon() {
        int jdk = Runtime.version().feature();
        assumeThat(jdk).as("a JDK that we know").isIn(17, 25);
        assertThat(playedBy(IgnoresTooSoon.class).noZombie()).isEqualTo(jdk == 17);
    }

    @Test
    @DisplayName("D1: the app is gone while the parent lives, though nobody waited")
    void kernelReaps() {
        assertThat(seen(REAPING).inOrder("app exited", "app gone", "parent exited")).isTrue();
    }

    @Test
    @DisplayName("D1: waitpid answers ECHILD, and the play says that the exit code is lost")
    void echild() {
        assertThat(seen(REAPING).said("parent", "waitpid says -1, ECHILD")).isTrue();
        assertThat(seen(REAPING).timeline().words("parent"))
                .anyMatch(line -> line.matches("how app \\d+ ended is lost"))
                .noneMatch(line -> line.contains("code 7"));
    }

    @Test
    @DisplayName("D1: the kernel has SIGCHLD on the parent's list of ignored signals")
    void disposition() {
        assumeThat(Path.of("/proc/self/status")).as("/proc: Linux").exists();
        assertThat(ignored.get(REAPING) & SIGCHLD_BIT).isNotZero();
        assertThat(ignored.get(ForgetsToIgnore.class) & SIGCHLD_BIT).isZero();
    }

    @Test
    @DisplayName(
            "control: without it the app is a zombie until the parent exits, and init learns the code")
    void forgetsToIgnore() {
        Seen control = playedBy(ForgetsToIgnore.class);
        assertThat(control.outcome()).contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
        assertThat(control.timeline().words("init")).anyMatch(line -> line.endsWith("code 7"));
        assertThat(seen(REAPING).timeline().words("init"))
                .noneMatch(line -> line.endsWith("code 7"));
        assertThat(holds("D1", control)).isFalse();
    }

    private static long sigIgn(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> Long.parseUnsignedLong(line.substring(7).trim(), 16))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
