package dev.defunct.sigchldhandler;

import static dev.defunct.lab.Init.REAPING;
import static dev.defunct.lab.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.App;
import dev.defunct.lab.Cast;
import dev.defunct.lab.LessonContract;
import dev.defunct.lab.Native;
import dev.defunct.lab.Outcome;
import dev.defunct.lab.ProcessEntry;
import dev.defunct.lab.ProcessEntry.State;
import dev.defunct.lab.ProcessTable;
import dev.defunct.lab.Seen;
import dev.defunct.lab.Stage;
import dev.defunct.lab.Timeline.Event;
import dev.defunct.lab.Troupe;
import java.util.List;
import jnr.constants.platform.Signal;
import jnr.posix.POSIX;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("2.3 SIGCHLD handled with waitpid")
@Execution(ExecutionMode.CONCURRENT)
class SigchldHandlerTest extends LessonContract {

    private final POSIX posix = Native.posix();
    private final ProcessTable table = ProcessTable.ofThisMachine();

    SigchldHandlerTest() {
        super(
                new Main(),
                new Main().section().playedBy(ForgetsTheHandler.class),
                new Main().section().playedBy(BlocksInstead.class),
                new Main().section().playedBy(Parent.class)); // whose app is going to be killed
    }

    @Override
    protected Stage.Audience audience(Class<?> control) {
        if (control != Parent.class) {
            return NOBODY;
        }
        return new Stage.Audience() {
            @Override
            public void see(Event event, Stage stage) {
                if (event.toString().equals("app said 0")) {
                    kill(event.pid(), Signal.SIGKILL);
                }
            }
        };
    }

    /** The lesson without its handler. */
    static final class ForgetsTheHandler {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            cast.spawnApp();
            cast.liveForTicks(10);
        }
    }

    /** The lesson with a waitpid that blocks, for the handler. */
    static final class BlocksInstead {
        public static void main(String[] args) {
            Cast cast = Cast.enter(args);
            int app = cast.spawnApp();
            cast.posix().waitpid(app, new int[1], 0);
            cast.liveForTicks(10);
        }
    }

    @Test
    @DisplayName("E1: the parent's ticks go on undisturbed while the app runs")
    void notBlocked() {
        assertThat(ticksWhileTheAppRuns(seen(REAPING))).isGreaterThanOrEqualTo(App.TICKS);
    }

    @Test
    @DisplayName("E1, control: a parent that blocks in waitpid says none while the app runs")
    void blocked() {
        assertThat(ticksWhileTheAppRuns(playedBy(BlocksInstead.class))).isZero();
    }

    @Test
    @DisplayName("E2: with no child left the handler ends with ECHILD")
    void noChildLeft() {
        assertThat(seen(REAPING).timeline().words("parent")).contains("no child is left");
    }

    @Test
    @DisplayName("E2: with a child that still runs, waitpid says 0: no child is ready")
    void noChildReady() {
        try (Troupe troupe = Troupe.under(REAPING, TwentyChildren.class, "ReapsAll")) {
            List<Long> children = childrenOf(troupe);
            kill(children.get(3), Signal.SIGTERM);
            await("the handler is through").until(() -> reapWords(troupe).size() == 2);
            assertThat(reapWords(troupe))
                    .containsExactly(
                            "child " + children.get(3) + " was killed by SIGTERM (15)",
                            "no child is ready");
        }
    }

    @Test
    @DisplayName("E3: the handler says the app's pid and its exit code")
    void exitCode() {
        assertThat(seen(REAPING).timeline().words("parent"))
                .anyMatch(line -> line.matches("child \\d+ exited with code 7"));
    }

    @Test
    @DisplayName("E3: of an app that was killed it says the signal, not exit code 0")
    void killed() {
        Seen seen = playedBy(Parent.class);
        assertThat(seen.timeline().words("parent"))
                .anyMatch(line -> line.matches("child \\d+ was killed by SIGKILL \\(9\\)"))
                .noneMatch(line -> line.contains("exited with code"));
    }

    @Test
    @DisplayName("E4: the app says 0, 1, 2 and ends first, the parent goes on to its tenth tick")
    void theArticlesPair() {
        assertThat(seen(REAPING).timeline().words("app")).containsExactly("0", "1", "2");
        assertThat(seen(REAPING).timeline().words("parent")).contains("tick 10");
        assertThat(seen(REAPING).inOrder("app gone", "parent exited")).isTrue();
    }

    @Test
    @DisplayName(
            "twenty children exit while the parent is stopped: one SIGCHLD, and ReapsAll reaps twenty")
    void oneSignalForTwenty() {
        try (Troupe troupe = Troupe.under(REAPING, TwentyChildren.class, "ReapsAll")) {
            List<Long> children = childrenOf(troupe);
            endAllWhileStopped(troupe, children);
            children.forEach(child -> assertThatProcess(child).vanishes());
            end(troupe);
            assertThat(reapWords(troupe)).hasSize(21).endsWith("no child is left");
        }
    }

    @Test
    @DisplayName(
            "twenty children exit while the parent is stopped: ReapsOnlyOne leaves nineteen zombies")
    void nineteenZombies() {
        try (Troupe troupe = Troupe.under(REAPING, TwentyChildren.class, "ReapsOnlyOne")) {
            List<Long> children = childrenOf(troupe);
            endAllWhileStopped(troupe, children);
            await("one is reaped").until(() -> !reapWords(troupe).isEmpty());
            long parent = troupe.pid("parent");
            assertThat(table.all())
                    .filteredOn(entry -> entry.parent() == parent)
                    .hasSize(19)
                    .allMatch(ProcessEntry::isZombie);
            end(troupe);
            assertThat(reapWords(troupe)).as("one signal in all").hasSize(1);
        }
    }

    @Test
    @DisplayName("control: without a handler the app is a zombie until the parent exits")
    void forgetsTheHandler() {
        Seen control = playedBy(ForgetsTheHandler.class);
        assertThat(control.outcome()).contains(Outcome.ZOMBIE_UNTIL_PARENT_EXITS);
        assertThat(List.of("E1", "E2", "E3")).noneMatch(claim -> holds(claim, control));
    }

    private static long ticksWhileTheAppRuns(Seen seen) {
        return seen.timeline().events().stream()
                .dropWhile(event -> !event.toString().equals("app started"))
                .takeWhile(event -> !event.toString().equals("app asks to leave"))
                .filter(event -> event.toString().startsWith("parent said tick"))
                .count();
    }

    private void endAllWhileStopped(Troupe troupe, List<Long> children) {
        long parent = troupe.pid("parent");
        kill(parent, Signal.SIGSTOP);
        assertThatProcess(parent).becomes(State.STOPPED);
        for (long child : children) {
            kill(child, Signal.SIGTERM);
        }
        children.forEach(child -> assertThatProcess(child).becomesZombie().hasParent(parent));
        kill(parent, Signal.SIGCONT);
    }

    /** Lets the parent go, and init after it: what they said is complete then. */
    private static void end(Troupe troupe) {
        troupe.letGo("parent");
        troupe.awaitDone("init");
        troupe.letGo("init");
        troupe.awaitEnd();
    }

    private static List<Long> childrenOf(Troupe troupe) {
        troupe.awaitDone("parent");
        List<Long> children =
                troupe.words("parent").stream()
                        .filter(words -> words.startsWith("started "))
                        .map(words -> Long.parseLong(words.substring("started ".length())))
                        .toList();
        assertThat(children).hasSize(TwentyChildren.CHILDREN);
        return children;
    }

    private static List<String> reapWords(Troupe troupe) {
        return troupe.words("parent").stream()
                .filter(words -> !words.startsWith("started "))
                .toList();
    }

    private void kill(long pid, Signal signal) {
        assertThat(posix.kill(pid, signal.intValue())).isZero();
    }
}
