package dev.defunct.docs;

import static dev.defunct.lab.role.Role.APP;
import static dev.defunct.lab.role.Role.INIT;
import static dev.defunct.lab.role.Role.LAUNCHER;
import static dev.defunct.lab.role.Role.PARENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.role.App;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Event.Kind;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.section.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the stepper: one step for each event of a play")
class StepperTest {

    private static final String LESSON =
            """
            class Parent {
                static void main(String[] args) {
                    int app = Spawn.java(App.class);
                    posix.waitpid(app, status, 0);
                    System.out.println("app " + app);
                    System.out.println("tick " + i);
                } // the end of main
            }
            """;

    private final Timeline timeline = new Timeline();

    @BeforeEach
    void start() {
        add(0, LAUNCHER, Kind.STARTED, null, "");
        add(1, INIT, Kind.STARTED, null, "the director 5");
        add(2, PARENT, Kind.STARTED, INIT, "init 11");
        add(3, APP, Kind.STARTED, PARENT, "parent 12");
    }

    @Test
    @DisplayName(
            "each step shows, as a tree and as ps prints it, which processes exist, their parents, and which are zombies")
    void zombie() {
        add(4, APP, Kind.ENDED, null, "");
        add(5, APP, Kind.EXITED, null, "");
        add(6, PARENT, Kind.EXITED, null, "");
        add(6, PARENT, Kind.GONE, INIT, "reaped by init 11");
        add(6, APP, Kind.ADOPTED, INIT, "from parent 12 to init 11");
        add(7, APP, Kind.GONE, INIT, "reaped by init 11");
        assertThat(words())
                .containsExactly(
                        "0.00 s: init 11 is started by the director 5",
                        "0.00 s: parent 12 is started by init 11",
                        "0.00 s: app 13 is started by parent 12",
                        "0.01 s: app 13 has exited",
                        "0.01 s: parent 12 has exited",
                        "0.01 s: app 13 is re-parented from parent 12 to init 11",
                        "0.01 s: parent 12 has left the process table: reaped by init 11",
                        "0.01 s: app 13 has left the process table: reaped by init 11");
        assertThat(tree(3)).containsExactly("init 11", "└─ parent 12", "   └─ app 13, a zombie");
        assertThat(ps(3)).containsExactly("11 10 S java", "12 11 S java", "13 12 Z java <defunct>");
        assertThat(tree(5))
                .containsExactly("init 11", "└─ parent 12, a zombie", "└─ app 13, a zombie");
        assertThat(ps(5)).contains("13 11 Z java <defunct>");
        assertThat(tree(7)).containsExactly("init 11");
        assertThat(ps(7)).containsExactly("11 10 S java");
    }

    @Test
    @DisplayName(
            "control: if the kernel keeps nothing of a process that exits, no step shows a zombie")
    void noZombie() {
        add(5, APP, Kind.EXITED, null, "");
        add(5, APP, Kind.GONE, null, "the kernel kept nothing");
        assertThat(tree(3)).containsExactly("init 11", "└─ parent 12");
        assertThat(ps(3)).containsExactly("11 10 S java", "12 11 S java");
    }

    @Test
    @DisplayName(
            "each step marks the last line of the lesson that must have run, by what the parent has done so far")
    void line() {
        add(4, APP, Kind.PRINTED, null, "tick 0"); // not printed by the parent
        add(5, APP, Kind.EXITED, null, "");
        add(5, APP, Kind.GONE, PARENT, "reaped by parent 12");
        add(6, PARENT, Kind.PRINTED, null, "app 13");
        add(7, PARENT, Kind.PRINTED, null, "tick 1");
        add(8, PARENT, Kind.EXITED, null, "");
        List<String> lines = LESSON.lines().map(String::strip).toList();
        assertThat(steps())
                .extracting(step -> lines.get(Integer.parseInt(step.attr("data-line"))))
                .containsExactly(
                        "class Parent {",
                        "static void main(String[] args) {",
                        "int app = Spawn.java(App.class);",
                        "int app = Spawn.java(App.class);",
                        "int app = Spawn.java(App.class);",
                        "posix.waitpid(app, status, 0);",
                        "System.out.println(\"app \" + app);",
                        "System.out.println(\"tick \" + i);",
                        "} // the end of main");
    }

    private void add(int millis, Role role, Kind kind, Role other, String text) {
        long pid =
                switch (role) {
                    case LAUNCHER -> 10;
                    case INIT -> 11;
                    case PARENT -> 12;
                    default -> 13;
                };
        Duration at = Duration.ofMillis(millis);
        timeline.add(new Event(at, role, pid, pid, kind, Optional.ofNullable(other), text));
    }

    private Elements steps() {
        Section section = Section.of("0.0", "test-stepper", "a title").pair(App.class, App.class);
        Observation seen =
                new Observation(
                        section, Adopter.REAPING, timeline, Optional.empty(), Optional.empty());
        return Stepper.of(seen, LESSON).select("li");
    }

    private List<String> words() {
        return steps().select("p").eachText();
    }

    private List<String> tree(int step) {
        return step(step, "tree").lines().toList();
    }

    /** The lines of ps at this step, without the header. */
    private List<String> ps(int step) {
        return step(step, "ps").lines().skip(1).map(s -> s.strip().replaceAll(" +", " ")).toList();
    }

    private String step(int step, String part) {
        Element pre = steps().get(step).selectFirst("." + part);
        return pre.wholeText();
    }
}
