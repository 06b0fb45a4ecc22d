package dev.defunct.lab;

import dev.defunct.lab.Timeline.Event;
import dev.defunct.lab.Timeline.Kind;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells a play as a story, while it happens, and its verdict after that. */
final class Narrator implements Stage.Audience {

    /** Whoever read the story has closed the pipe. */
    static final class NobodyReads extends RuntimeException {}

    private static final Set<Kind> BEHIND_THE_SCENES = Set.of(Kind.ASKS_TO_LEAVE, Kind.MAY_LEAVE);
    private static final String RED = "\u001b[1;31m";
    private static final String GREEN = "\u001b[32m";
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final Charset charset;
    private final boolean colour;

    /**
     * @param charset what the reader can show
     * @param colour whether to mark zombies and verdicts in colour
     */
    Narrator(PrintStream out, Charset charset, boolean colour) {
        this.out = out;
        this.charset = charset;
        this.colour = colour;
    }

    void announce(Section section, Init init, Duration tick) {
        print("");
        print(section.number() + "  " + section.title());
        print("     one tick is " + tick.toMillis() + " ms; init is " + init.who());
        print("");
    }

    @Override
    public void see(Event event, Stage stage) {
        boolean othersGone = event.kind() == Kind.GONE && !event.role().equals("app");
        if (othersGone || BEHIND_THE_SCENES.contains(event.kind())) {
            return;
        }
        String words =
                switch (event.kind()) {
                    case STARTED -> "is started by " + event.text();
                    case SAID -> "| " + event.text();
                    case ASKS_TO_LEAVE -> "has done its part";
                    case MAY_LEAVE -> "may leave";
                    case EXITED -> "has exited";
                    case ADOPTED -> "has another parent: " + event.text();
                    case GONE -> "has left the process table: " + event.text();
                };
        double seconds = event.at().toMillis() / 1000.0;
        print(String.format("%6.2f  %-12s %7d  %s", seconds, event.role(), event.pid(), words));
    }

    @Override
    public void look(Stage stage) {
        Map<String, ProcessEntry> cast = stage.look();
        if (cast.size() < 2) {
            return;
        }
        print("        " + ProcessEntry.HEADER);
        cast.forEach(
                (role, entry) -> {
                    long inside = stage.pidInside(role);
                    String name =
                            inside == entry.pid() ? role : role + ", PID " + inside + " inside";
                    String line = String.format("        %-40s %s", entry.line(), name);
                    print(entry.isZombie() ? mark(RED, line + ", a zombie") : line);
                });
    }

    void conclude(Seen seen) {
        print("");
        out.print(seen.timeline().text(charset));
        print("");
        Section section = seen.section();
        print(String.format("%-66s %-8s %s", "claim", "expected", "seen"));
        for (Claim claim : section.claims()) {
            boolean expected = claim.expected(seen.adopter());
            boolean holds = claim.holds(seen);
            String line =
                    String.format(
                            "%s  %-62s %-8s %s",
                            claim.number(), claim.sentence(), yes(expected), yes(holds));
            print(expected == holds ? line : mark(RED, line));
        }
        print("outcome expected: " + name(section.expected(seen.adopter())));
        print("outcome seen:     " + name(seen.outcome()) + zombieFor(seen));
        seen.trouble().ifPresent(trouble -> print(mark(RED, trouble)));
        seen.neverReaped().ifPresent(adopter -> print(mark(RED, neverReaps(adopter))));
        print(verdict(seen.asExpected()));
    }

    @Override
    public void interrupted() {
        print("");
        print("interrupted, and nobody is left");
    }

    /** The truth table of the sections just played, one column: the init they were played under. */
    void table(Init init, List<Seen> all) {
        print("");
        print("under init " + init + ", as just observed");
        for (Seen seen : all) {
            String expected =
                    seen.outcome().equals(seen.section().expected(seen.adopter()))
                            ? ""
                            : " (expected " + name(seen.section().expected(seen.adopter())) + ")";
            print(
                    String.format(
                            "%-22s %-26s %s%s",
                            seen.section(),
                            name(seen.outcome()),
                            verdict(seen.asExpected()),
                            expected));
        }
    }

    /**
     * @param sections the six
     * @param programs those beside them
     */
    void menu(List<Section> sections, List<Class<?>> programs) {
        print("Zombie processes, section by section. Play one:");
        for (Section section : sections) {
            print("");
            print("  " + mark(BOLD, "./play " + section.number()) + "   " + section.title());
            for (Claim claim : section.claims()) {
                print("               " + claim.number() + "  " + claim.sentence());
            }
        }
        print("");
        print("  " + mark(BOLD, "./play all") + "   all six, then the truth table as observed");
        print("  " + mark(BOLD, "./play --help"));
        print("");
        print("On the JVM: the mistake and what is right instead, a small program each:");
        print("");
        for (Class<?> program : programs) {
            print("  " + mark(BOLD, "./play " + program.getSimpleName()));
        }
        print("");
        print("And 2.3 put to work as init: " + mark(BOLD, "./play as-init COMMAND ARG..."));
        print("");
        print("To try it yourself, ten exercises: " + mark(BOLD, "./play exercise"));
        print("What it costs: " + mark(BOLD, "./play storm") + ", " + mark(BOLD, "./play horde"));
    }

    private String verdict(boolean asExpected) {
        return asExpected ? mark(GREEN, "as expected") : mark(RED, "NOT as expected");
    }

    private static String neverReaps(String adopter) {
        return adopter
                + " has not reaped the app for "
                + Script.LONG.toSeconds()
                + " s: on this machine an orphan that exits stays a zombie, as under --init careless";
    }

    private static String zombieFor(Seen seen) {
        return seen.zombieFor()
                .map(t -> String.format(", gone %.2f s after it exited", t.toMillis() / 1000.0))
                .orElse("");
    }

    private static String name(Optional<Outcome> outcome) {
        return outcome.map(Outcome::name).orElse("none");
    }

    private static String yes(boolean holds) {
        return holds ? "yes" : "no";
    }

    private String mark(String code, String text) {
        return colour ? code + text + PLAIN : text;
    }

    private void print(String line) {
        out.println(line);
        if (out.checkError()) {
            throw new NobodyReads();
        }
    }
}
