package dev.defunct.nowait;

import static dev.defunct.lab.Init.CARELESS;
import static dev.defunct.lab.Init.REAPING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.Cast;
import dev.defunct.lab.Init;
import dev.defunct.lab.LessonContract;
import dev.defunct.lab.Needs;
import dev.defunct.lab.Outcome;
import dev.defunct.lab.ProcessEntry.State;
import dev.defunct.lab.Seen;
import dev.defunct.lab.Spawn;
import dev.defunct.lab.Stage;
import dev.defunct.lab.Timeline.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("1.3 The parent never waits")
class NoWaitTest extends LessonContract {

    /** What there is of the app in /proc and in ps, at one moment of the play. */
    private record Look(
            String psLine, String maps, List<String> openFiles, long cpuTicks, long pages) {}

    private final Map<String, Look> looks = new ConcurrentHashMap<>();
    private final Process main;
    private boolean killDelivered;

    NoWaitTest() throws IOException {
        super(
                new Main(),
                new Main().section().playedBy(UsesProcessBuilder.class),
                new Main().section().playedBy(WaitsAfterAll.class));
        List<String> command = Spawn.javaCommand(Main.class, "--tick", "20ms", "--init", "reaping");
        main = new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Looks closely at the app while it runs, and as a zombie, before and after kill -9. */
    @Override
    protected Stage.Audience audience(Init init) {
        if (init != REAPING) {
            return NOBODY;
        }
        return new Stage.Audience() {
            @Override
            public void see(Event event, Stage stage) {
                if (event.toString().equals("app said 1")) {
                    looks.put("running", inspect(event.pid()));
                }
                if (event.toString().equals("app exited")) {
                    looks.put("zombie", inspect(event.pid()));
                    killDelivered =
                            ProcessHandle.of(event.pid())
                                    .map(ProcessHandle::destroyForcibly)
                                    .orElse(false);
                    looks.put("after kill -9", inspect(event.pid()));
                }
                if (event.toString().equals("parent may leave")) {
                    looks.put("in the end", inspect(stage.look().get("app").pid()));
                }
            }
        };
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
        assertThat(seen(REAPING).inOrder("app exited", "parent exited", "app gone")).isTrue();
        assertThat(seen(REAPING).inOrder("app gone", "parent exited")).isFalse();
    }

    @Test
    @DisplayName("B5: then init reaps it, and learns the exit code that the parent never asked for")
    void reapedByInit() {
        assertThat(seen(REAPING).timeline().words("init"))
                .anyMatch(line -> line.endsWith("which exited with code 7"));
    }

    @Test
    @DisplayName("B5, under careless: the init that adopts it never reaps it, and it stays")
    void notReapedByInit() {
        assertThat(seen(CARELESS).inOrder("parent exited", "app adopted by init", "init exited"))
                .isTrue();
        assertThat(seen(CARELESS).inOrder("init exited", "app gone")).isTrue();
    }

    @Test
    @DisplayName("A1: ps -ef prints <defunct> for it, and did not while it ran")
    void defunct() {
        Needs.all(Needs.program("ps"));
        assertThat(looks.get("running").psLine())
                .contains("dev.defunct.lab.App")
                .doesNotContain("<defunct>");
        assertThat(looks.get("zombie").psLine()).endsWith("[java] <defunct>");
    }

    @Test
    @DisplayName("A2: kill -9 does not remove a zombie, though it succeeds")
    void killMinusNine() {
        Needs.all(Needs.program("ps"));
        assertThat(killDelivered).isTrue();
        assertThat(looks.get("after kill -9").psLine()).endsWith("[java] <defunct>");
        assertThat(seen(REAPING).outcome()).contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
    }

    @Test
    @DisplayName("A2: a zombie has no memory map and no open files, and had both while it ran")
    void keepsNothing() {
        Needs.all(Needs.linux());
        assertThat(looks.get("running").maps()).isNotEmpty();
        assertThat(looks.get("running").openFiles()).isNotEmpty();
        Needs.all(Needs.root()); // or the kernel refuses to show this of a zombie
        assertThat(looks.get("zombie").maps()).isEmpty();
        assertThat(looks.get("zombie").openFiles()).isEmpty();
    }

    @Test
    @DisplayName("A3: a zombie has no memory of its own, and uses no CPU for as long as it stays")
    void costsNothing() {
        Needs.all(Needs.linux(), Needs.program("ps"));
        assertThat(looks.get("running").pages()).isPositive();
        assertThat(looks.get("zombie").pages()).isZero();
        assertThat(looks.get("running").cpuTicks()).isPositive();
        assertThat(looks.get("in the end").psLine()).endsWith("[java] <defunct>");
        assertThat(looks.get("in the end").cpuTicks()).isEqualTo(looks.get("zombie").cpuTicks());
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

    @Test
    @DisplayName(
            "the timeline has a lane for each process, with Z where it was a zombie, in any charset")
    void lanes() {
        assertThat(seen(REAPING).timeline().text(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .anyMatch(lane -> lane.matches("parent +\\d+  █+▏?.*"))
                .anyMatch(lane -> lane.matches("app +\\d+  █+Z+ *▏reaped by init \\d+"));
        assertThat(seen(REAPING).timeline().text(StandardCharsets.US_ASCII))
                .containsPattern("app +\\d+  #+Z+ *\\|reaped by init \\d+");
    }

    @Test
    @DisplayName(
            "Main, run by itself, tells the story, shows the lanes and the verdict, and exits with 0")
    void main() throws Exception {
        String output = new String(main.getInputStream().readAllBytes());
        assertThat(output)
                .contains("1.3  The app exits first, and its parent never waits")
                .containsPattern("app +\\d+  \\| 0\\R")
                .containsPattern("java <defunct> +app, a zombie")
                .containsPattern("(?m)^parent +\\d+ +[█#]+")
                .contains("outcome seen:     ZOMBIE_UNTIL_PARENT_EXITS")
                .endsWith("as expected" + System.lineSeparator())
                .doesNotContain("WARNING")
                .doesNotContain("NOT as expected");
        assertThat(main.waitFor()).isZero();
    }

    private static Look inspect(long pid) {
        try {
            boolean hasPs = Needs.program("ps").isEmpty();
            String line = hasPs ? psLine(pid) : "no ps";
            Path proc = Path.of("/proc/" + pid);
            boolean mayLook = Files.isReadable(proc.resolve("fd"));
            return new Look(
                    line,
                    mayLook ? Files.readString(proc.resolve("maps")) : "not ours to see",
                    mayLook
                            ? List.of(proc.resolve("fd").toFile().list())
                            : List.of("not ours to see"),
                    field(proc, 14) + field(proc, 15),
                    field(proc, 24));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String psLine(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-ef").start();
        List<String> all = ps.inputReader().lines().toList(); // all of it: see ReadsNoOutput
        return all.stream()
                .filter(line -> line.trim().split(" +")[1].equals(Long.toString(pid)))
                .findFirst()
                .orElse("not there");
    }

    /** Fields 14 and 15 of /proc/PID/stat are CPU time, field 24 is memory in pages (proc(5)). */
    private static long field(Path proc, int number) throws IOException {
        String stat = Files.readString(proc.resolve("stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[number - 3]);
    }
}
