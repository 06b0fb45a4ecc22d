package dev.defunct.lab.show;

import dev.defunct.lab.director.Director;
import dev.defunct.lab.director.PlayedProcess;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Claim;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Event.Kind;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Tells a play as a story, while it happens, and then whether it came out as expected. */
public final class Narrator implements Director.Audience {

    /** The reader of the story has closed the pipe. */
    public static final class OutputClosed extends RuntimeException {}

    private static final Set<Kind> NOT_TOLD = Set.of(Kind.ENDED, Kind.RELEASED);
    private static final String RED = "1;31";
    private static final String GREEN = "32";
    private static final String BOLD = "1";

    private static final String NEVER_REAPS =
            " has not reaped the app for 10 s: on this machine an orphan that exits stays a zombie,"
                    + " as under --init careless";

    private final PrintStream out;
    private final Charset charset;
    private final boolean colour;

    /**
     * @param charset what the reader can show
     * @param colour whether to mark zombies and verdicts in colour
     */
    public Narrator(PrintStream out, Charset charset, boolean colour) {
        this.out = out;
        this.charset = charset;
        this.colour = colour;
    }

    /** Begins the story of a play. */
    public void announce(Section section, Adopter adopter, Duration tick) {
        String parent = section.parent().getName();
        print("\n" + section.number() + "  " + section.title());
        print("     test.py is " + parent + ", app.py is " + section.app().getName());
        print("     one tick is " + tick.toMillis() + " ms; init is " + adopter.description());
        print("");
    }

    @Override
    public void happened(Event event) {
        Role role = event.role();
        if (event.kind() == Kind.PRINTED && role.isSilent()) { // a program without a harness
            print(String.format("%6s  %-12s %7s  | %s", "", "", "", event.text()));
            return;
        }
        boolean otherIsGone = event.kind() == Kind.GONE && role != Role.APP;
        if (otherIsGone || role == Role.LAUNCHER || NOT_TOLD.contains(event.kind())) {
            return;
        }
        String words =
                switch (event.kind()) {
                    case STARTED -> "is started by " + event.text();
                    case PRINTED -> "| " + event.text();
                    case ADOPTED -> "has another parent: " + event.text();
                    case GONE -> "has left the process table: " + event.text();
                    default -> "has exited";
                };
        double seconds = event.at().toMillis() / 1000.0;
        print(String.format("%6.2f  %-12s %7d  %s", seconds, role, event.pid(), words));
    }

    @Override
    public void changed(List<PlayedProcess> processes) {
        List<PlayedProcess> there =
                processes.stream()
                        .filter(process -> process.role() != Role.LAUNCHER)
                        .filter(process -> process.lastLook().isPresent())
                        .toList();
        if (there.size() < 2) {
            return;
        }
        print("        " + ProcessEntry.HEADER);
        for (PlayedProcess process : there) {
            ProcessEntry entry = process.lastLook().get();
            long inside = process.pidInside();
            String name = inside == entry.pid() ? "" : ", PID " + inside + " inside";
            String line = String.format("        %-40s %s%s", entry.line(), process.role(), name);
            print(entry.isZombie() ? mark(RED, line + ", a zombie") : line);
        }
    }

    @Override
    public void interrupted() {
        print("\ninterrupted, and no process is left");
    }

    /** Ends the story of a play: the timeline, the claims, the outcome. */
    public void conclude(Observation seen) {
        Section section = seen.section();
        Adopter column = seen.column();
        print("\n" + TimelineText.of(seen.timeline(), charset));
        print(String.format("%-66s %-8s %s", "claim", "expected", "seen"));
        for (Claim claim : section.claims()) {
            boolean expected = claim.expected(column);
            boolean holds = claim.holds(seen);
            String name = String.format("%s  %-62s", claim.number(), claim.sentence());
            String line = String.format("%s %-8s %s", name, yes(expected), yes(holds));
            print(expected == holds ? line : mark(RED, line));
        }
        print("outcome expected: " + section.expected(column));
        print("outcome seen:     " + outcome(seen) + zombieFor(seen));
        seen.trouble().ifPresent(trouble -> print(mark(RED, trouble)));
        seen.neverReaped().ifPresent(adopter -> print(mark(RED, adopter + NEVER_REAPS)));
        print(verdict(seen));
    }

    /** The truth table of the sections just played, one column of it. */
    public void table(List<Observation> all) {
        print("\nunder init " + all.get(0).adopter() + ", as just observed");
        for (Observation seen : all) {
            String outcome = outcome(seen);
            String expected = seen.section().expected(seen.column()).name();
            String line = String.format("%-22s %-26s %s", seen.section(), outcome, verdict(seen));
            print(line + (outcome.equals(expected) ? "" : " (expected " + expected + ")"));
        }
    }

    /** All that can be played. */
    public void menu(List<Section> sections) {
        print("Zombie processes, section by section. Play one:");
        for (Section section : sections) {
            print("\n  " + bold("./play " + section.number()) + "   " + section.title());
            for (Claim claim : section.claims()) {
                print("               " + claim.number() + "  " + claim.sentence());
            }
        }
        print("\n  " + bold("./play all") + "   all six, then the truth table as observed");
        print("  " + bold("./play --help"));
        print("\nOn the JVM: the mistake and what is right instead, a small program each:\n");
        sections.stream()
                .<Class<?>>flatMap(section -> section.programs().stream())
                .forEach(program -> print("  " + bold("./play " + program.getSimpleName())));
        print("\nAnd 2.3 put to work as init: " + bold("./play as-init COMMAND ARG..."));
        print("\nTo try it yourself, eleven exercises: " + bold("./play exercise"));
        print("What it costs: " + bold("./play storm") + ", " + bold("./play horde"));
    }

    private String bold(String command) {
        return mark(BOLD, command);
    }

    private String verdict(Observation seen) {
        return seen.asExpected() ? mark(GREEN, "as expected") : mark(RED, "NOT as expected");
    }

    private static String zombieFor(Observation seen) {
        return seen.zombieFor()
                .map(t -> String.format(", gone %.2f s after it exited", t.toMillis() / 1000.0))
                .orElse("");
    }

    private static String outcome(Observation seen) {
        return seen.outcome().map(Enum::name).orElse("none");
    }

    private static String yes(boolean holds) {
        return holds ? "yes" : "no";
    }

    private String mark(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private void print(String line) {
        out.println(line);
        if (out.checkError()) {
            throw new OutputClosed();
        }
    }
}
