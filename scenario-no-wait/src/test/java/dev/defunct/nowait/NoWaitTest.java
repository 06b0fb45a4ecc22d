package dev.defunct.nowait;

import static dev.defunct.lab.Init.REAPING;
import static dev.defunct.lab.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.defunct.lab.Cast;
import dev.defunct.lab.LessonContract;
import dev.defunct.lab.Outcome;
import dev.defunct.lab.ProcessEntry;
import dev.defunct.lab.ProcessEntry.State;
import dev.defunct.lab.Seen;
import dev.defunct.lab.Stage;
import dev.defunct.lab.Timeline.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("1.3 The parent never waits")
class NoWaitTest extends LessonContract {

    NoWaitTest() {
        super(new Main());
    }

    /** The opposite of the lesson: it waits after all. */
    static final class WaitsAfterAll {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            int app = cast.spawnApp();
            cast.posix().waitpid(app, new int[1], 0);
            cast.liveForTicks(10);
        }
    }

    @Test
    @DisplayName("B4: the zombie is there at every look until its parent exits")
    void atEveryLook() {
        List<State> states = seen(REAPING).timeline().states("app");
        assertThat(states.subList(states.indexOf(State.ZOMBIE), states.size()))
                .containsOnly(State.ZOMBIE);
        assertThat(
                        seen(REAPING)
                                .inOrder(
                                        "app exited",
                                        "parent asks to leave",
                                        "parent exited",
                                        "app gone"))
                .isTrue();
        assertThat(seen(REAPING).inOrder("app gone", "parent exited")).isFalse();
    }

    @Test
    @DisplayName("B5: then init reaps it, and learns the exit code that the parent never asked for")
    void reapedByInit() {
        assertThat(seen(REAPING).timeline().words("init"))
                .anyMatch(line -> line.endsWith("which exited with code 7"));
    }

    @Test
    @DisplayName("A1: ps -ef prints <defunct> for it, and did not while it ran")
    void defunct() {
        List<String> lines = new ArrayList<>();
        play("app said 1", app -> lines.add(psLine(app)), app -> lines.add(psLine(app)));
        assertThat(lines.get(0)).contains("dev.defunct.lab.App").doesNotContain("<defunct>");
        assertThat(lines.get(1)).endsWith("[java] <defunct>");
    }

    @Test
    @DisplayName("A2: kill -9 does not remove a zombie, though it succeeds")
    void killMinusNine() {
        List<Boolean> delivered = new ArrayList<>();
        Seen seen =
                play(
                        "",
                        app -> {},
                        app -> {
                            delivered.add(ProcessHandle.of(app).orElseThrow().destroyForcibly());
                            assertThatProcess(app).isZombie();
                        });
        assertThat(delivered).containsExactly(true);
        assertThat(seen.outcome()).contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
    }

    @Test
    @DisplayName("A2: a zombie has no memory map and no open files, and had both while it ran")
    void keepsNothing() {
        assumeThat(Path.of("/proc/self/maps")).as("/proc: Linux").exists();
        play(
                "app said 1",
                app -> {
                    assertThat(maps(app)).isNotEmpty();
                    assertThat(openFiles(app)).isNotEmpty();
                },
                app -> {
                    assertThat(maps(app)).isEmpty();
                    assertThat(openFiles(app)).isEmpty();
                });
    }

    @Test
    @DisplayName(
            "A4: the same app started with ProcessBuilder, and never waited for, leaves no zombie")
    void processBuilder() {
        Seen control = playedBy(UsesProcessBuilder.class);
        assertThat(control.outcome()).contains(Outcome.NO_ZOMBIE);
        assertThat(holds("A2", control)).isFalse();
        assertThat(holds("B4", control)).isFalse();
        assertThat(holds("B5", control)).isFalse();
    }

    @Test
    @DisplayName("control: a parent that waits after all has no zombie")
    void waitsAfterAll() {
        Seen control = playedBy(WaitsAfterAll.class);
        assertThat(control.outcome()).contains(Outcome.NO_ZOMBIE);
        assertThat(holds("B4", control)).isFalse();
    }

    /** Plays the lesson, and looks at the app once while it runs and once when it is a zombie. */
    private Seen play(String cue, LongConsumer whileItRuns, LongConsumer asZombie) {
        List<String> looked = new ArrayList<>();
        Seen seen =
                Stage.play(
                        section(),
                        REAPING,
                        TICK,
                        new Stage.Audience() {
                            @Override
                            public void see(Event event, Stage stage) {
                                if (event.toString().equals(cue)) {
                                    whileItRuns.accept(event.pid());
                                }
                                if (event.toString().equals("app exited")) {
                                    ProcessEntry app = stage.look().get("app");
                                    assertThat(app.isZombie()).isTrue();
                                    asZombie.accept(app.pid());
                                    looked.add("zombie");
                                }
                            }
                        });
        assertThat(looked).containsExactly("zombie");
        return seen;
    }

    private static String psLine(long pid) {
        try {
            Process ps = new ProcessBuilder("ps", "-ef").start();
            return ps.inputReader()
                    .lines()
                    .filter(line -> line.trim().split(" +")[1].equals(Long.toString(pid)))
                    .findFirst()
                    .orElse("not there");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String maps(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/maps"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] openFiles(long pid) {
        String[] names = Path.of("/proc/" + pid + "/fd").toFile().list();
        return names == null ? new String[0] : names;
    }
}
